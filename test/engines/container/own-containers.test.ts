import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { belongsTo, isLeftBehind, readLabels, writeLabels } from '../../../src/engines/container/own-containers.ts'
import { thisProcess } from '../../../src/process/process-identity.ts'

const now = Date.parse('2026-11-25T10:00:00Z')
const day = 24 * 60 * 60_000
const labels = (owner = thisProcess()) => writeLabels(owner, 'vaf-3f9c2', now)

test('the labels of a container name its daemon, its run and its expiry', () => {
  expect(readLabels(labels())).toEqual({
    owner: thisProcess(),
    run: 'vaf-3f9c2',
    expires: '2026-11-26T10:00:00.000Z',
  })
})

test.for<[string, Record<string, string>]>([
  ['another package', { 'org.testcontainers': 'true' }],
  ['ours, but without the one that all of ours have', { 'vitest-aws-fixtures.run': 'vaf-3f9c2' }],
  ['an owner that is not one', { ...labels(), 'vitest-aws-fixtures.owner': '17' }],
  ...[0, -1, 1.5, null, undefined].map((pid): [string, Record<string, string>] => [
    `an owner with the id ${pid}`,
    { ...labels(), 'vitest-aws-fixtures.owner': JSON.stringify({ ...thisProcess(), pid }) },
  ]),
  ['an owner on no machine', { ...labels(), 'vitest-aws-fixtures.owner': JSON.stringify({ pid: 1 }) }],
  ['an owner that cannot be read', { ...labels(), 'vitest-aws-fixtures.owner': '{' }],
  ['an end that is not a time', { ...labels(), 'vitest-aws-fixtures.expires': 'soon' }],
])('a container with the labels of %s is left alone', ([, written]) => {
  expect(readLabels(written)).toBeUndefined()
})

const read = (owner = thisProcess()) => readLabels(labels(owner))!

const here = { isShared: false }
const shared = { isShared: true }

test.for([here, shared])('a container is left behind once its daemon has ended, however young it is: %j', (docker) => {
  expect(isLeftBehind(read(), now + 2 * day, docker)).toBe(false)
  expect(isLeftBehind(read({ ...thisProcess(), started: 'before' }), now, docker)).toBe(true)
})

test.for([here, shared])('a container of another machine is left behind once it has expired: %j', (docker) => {
  const elsewhere = read({ ...thisProcess(), machine: 'another one' })
  expect(isLeftBehind(elsewhere, now + day - 1, docker)).toBe(false)
  expect(isLeftBehind(elsewhere, now + day + 1, docker)).toBe(true)
})

test('where machines share the engine, a daemon without a start time may be of another machine of the same name', async () => {
  const ended = spawn(process.execPath, ['--version'])
  await once(ended, 'exit')
  const owner = read({ pid: ended.pid ?? 0, machine: thisProcess().machine })
  expect(isLeftBehind(owner, now, here)).toBe(true)
  expect(isLeftBehind(owner, now, shared)).toBe(false)
  expect(isLeftBehind(owner, now + day + 1, shared)).toBe(true)
})

test('a container belongs to one daemon only, also where a process id is used again', () => {
  expect(belongsTo(read(), thisProcess())).toBe(true)
  expect(belongsTo(read(), { ...thisProcess(), started: 'another time' })).toBe(false)
  expect(belongsTo(read(), { ...thisProcess(), pid: 1 })).toBe(false)
})
