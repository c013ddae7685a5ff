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

const elsewhere = "name another folder as 'local.cacheDirectory' or AWS_FIXTURES_CACHE"

test.for([
  [
    'EROFS',
    'The cache of the engines is on a file system that cannot be written: ',
    `Fill it where it can be written, with 'npx vitest-aws-fixtures install', or ${elsewhere}.`,
  ],
  [
    'EACCES',
    'This user may not write to the cache of the engines: ',
    `Let its owner fill it, with 'npx vitest-aws-fixtures install', or ${elsewhere}.`,
  ],
  [
    'EDQUOT',
    'No space is left for the engines in their cache: ',
    `Make space ('npx vitest-aws-fixtures cache prune' removes what is old), or ${elsewhere}.`,
  ],
  [
    'EIO',
    'The cache of the engines cannot be written: ',
    "Name a folder with room that you may write to as 'local.cacheDirectory' or AWS_FIXTURES_CACHE.",
  ],
] as const)('%s says what is wrong with the cache, and what to do', ([code, first, last]) => {
  const cause = Object.assign(new Error(`${code}: seen, open 'x'`), { code })
  const error = cacheError(cause, { cacheDirectory, missingBytes: 90_400_000 })
  const lines = error.message.split('\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toBe(`${first}${cacheDirectory}`)
  expect(lines[1]).toMatch(code === 'EDQUOT' ? /'x'\. 91 MB more are needed, and \d+ MB are free\.$/ : /'x'\.$/)
  expect(lines[2]).toBe(last)
  expect(error.cause).toBe(cause)
})

test('tells a file system that cannot be written from a folder that is not there', () => {
  const seen = Object.assign(new Error("ENOENT: no such file or directory, mkdir 'x'"), { code: 'ENOENT' })
  const need = { cacheDirectory: join(cacheDirectory, 'a', 'b'), missingBytes: 1 }
  const readOnly = Object.assign(new Error("EROFS: read-only file system, access 'x'"), { code: 'EROFS' })
  const asked: string[] = []
  const { message } = cacheError(seen, need, (folder) => {
    asked.push(folder)
    throw readOnly
  })
  expect(asked).toEqual([cacheDirectory])
  expect(message.split('\n')[0]).toBe(
    `The cache of the engines is on a file system that cannot be written: ${need.cacheDirectory}`,
  )
  expect(message.split('\n')[1]).toBe("Last seen: EROFS: read-only file system, access 'x'.")
  expect(cacheError(seen, need).message).toMatch(/^The cache of the engines cannot be written: .*\nLast seen: ENOENT/)
})

test("names the owner of another user's cache, also where only the folder above is there", () => {
  const asked = Object.assign(new Error('EACCES: permission denied, mkdir'), { code: 'EACCES' })
  const original = process.getuid
  process.getuid = () => 4_711
  try {
    const { message } = cacheError(asked, { cacheDirectory: join(cacheDirectory, 'a', 'b'), missingBytes: 1 })
    expect(message.split('\n')[0]).toBe(
      `This user may not write to the cache of the engines: ${join(cacheDirectory, 'a', 'b')}, which belongs to user ${original?.()}; this is user 4711`,
    )
  } finally {
    if (original) process.getuid = original
  }
})
