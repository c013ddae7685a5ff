import { expect, test } from 'vitest'
import { belongsTo, isLeftBehind, readLabels, writeLabels } from '../../src/container/container-labels.ts'
import { thisProcess } from '../../src/lifecycle/process-identity.ts'

const now = Date.parse('2026-11-25T10:00:00Z')
const day = 24 * 60 * 60_000
const labels = (owner = thisProcess()) => writeLabels(owner, 'vaf-3f9c2', now)

test('a container says whose it is, for which session, and until when', () => {
  expect(readLabels(labels())).toEqual({
    owner: thisProcess(),
    session: 'vaf-3f9c2',
    expires: '2026-11-26T10:00:00.000Z',
  })
})

test.for<[string, Record<string, string>]>([
  ['one of others', { 'org.testcontainers': 'true' }],
  ['one that only looks like ours', { 'vitest-aws-fixtures.session': 'vaf-3f9c2' }],
  ['an owner that is not one', { ...labels(), 'vitest-aws-fixtures.owner': '17' }],
  ['an owner that cannot be read', { ...labels(), 'vitest-aws-fixtures.owner': '{' }],
  ['an end that is not a time', { ...labels(), 'vitest-aws-fixtures.expires': 'soon' }],
])('%s is left alone', ([, written]) => {
  expect(readLabels(written)).toBeUndefined()
})

const read = (owner = thisProcess()) => readLabels(labels(owner))!

test('a container is left behind once its host has gone, however young it is', () => {
  expect(isLeftBehind(read(), now + 2 * day)).toBe(false)
  expect(isLeftBehind(read({ ...thisProcess(), started: 'before' }), now)).toBe(true)
})

test('a container of another machine is left behind once it has expired', () => {
  const elsewhere = read({ ...thisProcess(), machine: 'another one' })
  expect(isLeftBehind(elsewhere, now + day - 1)).toBe(false)
  expect(isLeftBehind(elsewhere, now + day + 1)).toBe(true)
})

test('a container belongs to one host only, also where an id comes again', () => {
  expect(belongsTo(read(), thisProcess())).toBe(true)
  expect(belongsTo(read(), { ...thisProcess(), started: 'another time' })).toBe(false)
  expect(belongsTo(read(), { ...thisProcess(), pid: 1 })).toBe(false)
})
