import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { cacheError } from '../../src/cache/cache-error.ts'

let cacheDirectory: string
beforeEach(async () => {
  cacheDirectory = await mkdtemp(join(tmpdir(), 'vaf-cache-'))
  return () => rm(cacheDirectory, { recursive: true, force: true })
})

const seen = (code: string) => Object.assign(new Error(`${code}: seen, open 'x'`), { code })

test.for([
  ['EROFS', 'read-only'],
  ['EACCES', 'may not write'],
  ['EDQUOT', 'is full'],
  ['EIO', 'cannot be written'],
] as const)('%s is reported as a cache that %s, with the folder and the error', ([code, what]) => {
  const cause = seen(code)
  const error = cacheError(cause, { cacheDirectory, missingBytes: 90_400_000 })
  const [first, last] = error.message.split('\n')
  expect(error.code).toBe('AWS_FIXTURE_CONFIG')
  expect(first).toContain(what)
  expect(first).toContain(cacheDirectory)
  expect(last).toContain(cause.message)
  expect(error.cause).toBe(cause)
})

test('a full cache is reported with what the engines need and what is free, in MB', () => {
  const { message } = cacheError(seen('ENOSPC'), { cacheDirectory, missingBytes: 90_400_000 })
  expect(message).toMatch(/\b91 MB\b.*\b\d+ MB are free/)
})

test('a read-only file system is reported as one, although mkdir fails there with ENOENT', () => {
  const need = { cacheDirectory: join(cacheDirectory, 'a', 'b'), missingBytes: 1 }
  const readOnly = Object.assign(new Error("EROFS: read-only file system, access 'x'"), { code: 'EROFS' })
  const asked: string[] = []
  const { message } = cacheError(seen('ENOENT'), need, (folder) => {
    asked.push(folder)
    throw readOnly
  })
  expect(asked).toEqual([cacheDirectory])
  expect(message).toContain(`read-only file system: ${need.cacheDirectory}\nLast seen: ${readOnly.message}.`)
  expect(cacheError(seen('ENOENT'), need).message).toMatch(/cannot be written: .*\nLast seen: ENOENT/)
})

test("another user's cache is reported with the owner, also where only the folder above it exists", () => {
  const asked = Object.assign(new Error('EACCES: permission denied, mkdir'), { code: 'EACCES' })
  const original = process.getuid
  process.getuid = () => 4_711
  try {
    const { message } = cacheError(asked, { cacheDirectory: join(cacheDirectory, 'a', 'b'), missingBytes: 1 })
    expect(message).toContain(`belongs to user ${original?.()}, and this is user 4711`)
  } finally {
    if (original) process.getuid = original
  }
})
