import { createReadStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { type Answer, serveMaven } from '../../engines/maven-repository.ts'
import { errorLines } from '../../support/error-lines.ts'
import { fillCache, filledCache, ownFolder } from '../../support/filled-cache.ts'
import { projectWith, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

/** Commands that mount a file system of that size over a folder, with so many bytes of it taken. */
const small = (folder: string, size: string, taken = 0) => `
  mount -t tmpfs -o size=${size} none "${folder}"
  head -c ${taken} /dev/zero > "${folder}/taken"`

/** Commands that make a folder read-only. */
const readOnly = (folder: string) => `
  mount --bind "${folder}" "${folder}"
  mount -o remount,bind,ro "${folder}"`

/** What a Maven repository answers with, by path: these files. */
async function filesBelow(folder: string): Promise<Map<string, Answer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return new Map(
    files.map((file) => [relative(folder, file), (_, response) => void createReadStream(file).pipe(response)]),
  )
}

/** Commands that run it and say what is left in a folder that nobody else sees. */
const thenLook = (folder: string) => `
  code=0; "$@" || code=$?
  echo "left there: [$(ls -A "${folder}" | grep -v taken | xargs)]"
  exit $code`

test('a folder for temporary files without any room', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    machine: small('$TMPDIR', '64k', 64 * 1024) + thenLook('$TMPDIR'),
  })
  expect(errorLines(run.output)).toEqual([
    `ConfigError: No space is left for the engines' data in the folder for temporary files: ${run.temporary}`,
    'Last seen: ENOSPC: no space left on device, write.',
    'Make space there, or set TMPDIR to a folder with some hundred MB.',
  ])
  expect(run.output).toContain('left there: []')
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a folder for temporary files with room for the daemon, and not for its engine', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    machine: small('$TMPDIR', '16k') + thenLook('$TMPDIR'),
  })
  expect(errorLines(run.output)[0]).toBe(
    `ConfigError: No space is left for the engines' data in the folder for temporary files: ${run.temporary}`,
  )
  expect(run.output).toMatch(proved)
  expect(run.output).toContain('left there: []')
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a folder for temporary files that is read-only', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    machine: readOnly('$TMPDIR'),
  })
  expect(errorLines(run.output)).toEqual([
    `ConfigError: The daemon cannot create its folder in the folder for temporary files: ${run.temporary}`,
    expect.stringMatching(/^Last seen: EROFS: read-only file system, mkdir '.*\/vaf-\d+'\.$/),
    'Set TMPDIR to a folder that you may write to.',
  ])
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a folder for temporary files that is not there, or from which no program may be started: works', async () => {
  const gone = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    machine: 'export TMPDIR="$TMPDIR/not/there"',
  })
  expect(gone.output).toMatch(proved)
  expect(gone.exitCode).toBe(0)
  const noexec = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    machine: 'mount -t tmpfs -o noexec,nosuid none "$TMPDIR"',
  })
  expect(noexec.output).toMatch(proved)
  expect(noexec.exitCode).toBe(0)
  expect(await noexec.leftBehind()).toEqual(nothing)
})

test('a read-only project: works', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    // Vite otherwise writes what it makes of the config into node_modules.
    args: ['--configLoader', 'runner'],
    machine: `${readOnly('$(dirname "$PWD")')}\ncd "$PWD"`,
  })
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a tiny /dev/shm: works', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ opensearch: true }', usesIndex),
    machine: 'mount -t tmpfs -o size=4k none /dev/shm',
  })
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a read-only home whose cache is filled: works', async () => {
  const home = await ownFolder()
  const cache = join(home, '.cache', 'vitest-aws-fixtures')
  await mkdir(cache, { recursive: true })
  await fillCache(cache)
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    env: { HOME: home, XDG_CACHE_HOME: undefined, AWS_FIXTURES_CACHE: undefined },
    machine: readOnly('$HOME'),
  })
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a read-only home without a cache', async () => {
  const home = await ownFolder()
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    env: { HOME: home, XDG_CACHE_HOME: undefined, AWS_FIXTURES_CACHE: undefined },
    machine: readOnly('$HOME'),
  })
  expect(errorLines(run.output)).toEqual([
    `ConfigError: The cache of the engines is on a read-only file system: ${home}/.cache/vitest-aws-fixtures`,
    expect.stringMatching(/^Last seen: EROFS: read-only file system, mkdir '.*'\.$/),
    expect.stringContaining('npx vitest-aws-fixtures install'),
  ])
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a filled cache without room for a log: works', async () => {
  const cache = await filledCache()
  await mkdir(join(cache, 'logs'))
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    env: { AWS_FIXTURES_CACHE: cache },
    machine: small('$AWS_FIXTURES_CACHE/logs', '16k', 12 * 1024) + thenLook('$AWS_FIXTURES_CACHE/logs'),
  })
  expect(run.output).toMatch(proved)
  expect(run.output).toContain('left there: []')
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

test('a cache without room for the engines', async () => {
  const filled = await filledCache()
  const cache = await ownFolder()
  const { url } = await serveMaven(await filesBelow(join(filled, 'maven')))
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    env: { AWS_FIXTURES_CACHE: cache, AWS_FIXTURES_MAVEN_MIRROR: url },
    machine: small('$AWS_FIXTURES_CACHE', '4m'),
  })
  expect(errorLines(run.output)).toEqual([
    `ConfigError: The cache of the engines is full: ${cache}`,
    expect.stringMatching(
      /^Last seen: ENOSPC: no space left on device, write\. .*\b\d\d+ MB more, and 0 MB are free\.$/,
    ),
    expect.stringContaining('npx vitest-aws-fixtures cache prune'),
  ])
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})
