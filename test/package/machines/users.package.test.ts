import { chmod, chown, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { errorLines } from '../../support/error-lines.ts'
import { fillCache } from '../../support/filled-cache.ts'
import { projectWith } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

/** Somebody else, whom the system need not know. */
const STRANGER = 61_234

/** Commands that give the run's own folders to the stranger, who then runs it. */
const asStranger = (before = '') => `
  chown -R ${STRANGER} "$TMPDIR" "$PWD"
  ${before}
  exec setpriv --reuid ${STRANGER} --regid ${STRANGER} --clear-groups "$@"`

/** A folder that everybody may read, and only its owner write. */
async function openFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vaf-open-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const inside = join(folder, 'cache')
  await mkdir(inside, { mode: 0o755 })
  await chmod(folder, 0o755)
  return inside
}

/** Vite writes beside node_modules what it makes of a config, where it does not load it as it is. */
const args = ['--configLoader', 'runner']

// Only root can be somebody else.
const asRoot = test.runIf(process.getuid?.() === 0)

asRoot("another user's cache that is filled: works", async () => {
  const cache = await openFolder()
  await fillCache(cache)
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    args,
    env: { AWS_FIXTURES_CACHE: cache, HOME: '/nonexistent' },
    machine: asStranger(),
  })
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

asRoot("another user's cache that lacks something", async () => {
  const cache = await openFolder()
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    args,
    env: { AWS_FIXTURES_CACHE: cache, HOME: '/nonexistent' },
    machine: asStranger(),
  })
  expect(errorLines(run.output)).toEqual([
    `ConfigError: This user may not write to the cache of the engines: ${cache}, which belongs to user 0; this is user ${STRANGER}`,
    expect.stringMatching(/^Last seen: EACCES: permission denied, /),
    "Let its owner fill it, with 'npx vitest-aws-fixtures install', or name another folder as 'artifacts.cacheDirectory' or AWS_FIXTURES_CACHE.",
  ])
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

asRoot('a user without a home, and a cache that has to be made in it', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    args,
    env: { AWS_FIXTURES_CACHE: undefined, XDG_CACHE_HOME: undefined, HOME: '/nonexistent' },
    machine: asStranger(),
  })
  const lines = errorLines(run.output)
  expect(lines[0]).toMatch(
    /^ConfigError: This user may not write to the cache of the engines: \/nonexistent\/\.cache\/vitest-aws-fixtures/,
  )
  expect(lines.at(-1)).toContain("name another folder as 'artifacts.cacheDirectory' or AWS_FIXTURES_CACHE.")
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

asRoot("another user's folder where this user's hosts have theirs", async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'vaf-'))
  const theirs = join(temporary, `vaf-${process.getuid?.()}`)
  await mkdir(theirs)
  await chown(theirs, STRANGER, STRANGER)
  const run = await runVitest({ vitest: 5, files: projectWith('{ neptune: true }'), temporary })
  expect(errorLines(run.output)).toEqual([
    `ConfigError: The folder of the stand-in hosts is not yours alone: ${theirs}`,
    `It belongs to the user with the id ${STRANGER}.`,
    'Remove it, or set TMPDIR to a folder of your own.',
  ])
  expect(run.exitCode).toBe(1)
  expect((await run.leftBehind()).processes).toEqual([])
})

asRoot('a user who may start no more processes', async () => {
  const cache = await openFolder()
  await fillCache(cache)
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    args: [...args, '--no-file-parallelism'],
    env: { AWS_FIXTURES_CACHE: cache, HOME: '/nonexistent' },
    machine: asStranger('ulimit -u 34'),
  })
  expect(run.output).toBe('')
})
