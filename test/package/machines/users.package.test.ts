import { chown, mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { threadsAreShort } from '../../../src/engines/messages.ts'
import { errorLines } from '../../support/error-lines.ts'
import { javaAfter } from '../../support/java-after.ts'
import { projectWith } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { argsAsUser, asUser, openCache } from '../../support/users/as-user.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

/** Somebody else, whom the system need not know. */
const STRANGER = 61_234

const asStranger = asUser(STRANGER)

// Only root can be somebody else.
const asRoot = test.runIf(process.getuid?.() === 0)

asRoot("another user's cache that is filled: works", async () => {
  const cache = await openCache({ neptune: true })
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    args: argsAsUser,
    env: { AWS_FIXTURES_CACHE: cache },
    machine: asStranger,
  })
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)
})

asRoot("another user's cache that lacks something", async () => {
  const cache = await openCache()
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    args: argsAsUser,
    env: { AWS_FIXTURES_CACHE: cache },
    machine: asStranger,
  })
  expect(errorLines(run.output)).toEqual([
    `ConfigError: This user may not write to the cache of the engines: ${cache}`,
    expect.stringMatching(
      new RegExp(`^Last seen: EACCES: permission denied, .* belongs to user 0, and this is user ${STRANGER}\\.$`),
    ),
    expect.stringContaining('npx vitest-aws-fixtures install'),
  ])
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

asRoot('a user whom the system does not know, without a HOME', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true }'),
    args: argsAsUser,
    env: { AWS_FIXTURES_CACHE: undefined, XDG_CACHE_HOME: undefined },
    // Vitest itself needs some place for what it keeps.
    machine: asStranger.replace('exec', 'export XDG_DATA_HOME="$HOME"; unset HOME; exec'),
  })
  expect(errorLines(run.output)).toEqual([
    expect.stringMatching(/^ConfigError: .*HOME is not set/),
    expect.stringMatching(/^Last seen: A system error occurred: uv_os_homedir returned ENOENT/),
    expect.stringMatching(/'local\.cacheDirectory'.*AWS_FIXTURES_CACHE/),
  ])
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})

asRoot('a user whom the system does not know, without a HOME and with no Java on the PATH', async () => {
  const cache = await openCache({ neptune: true })
  const run = await runVitest({
    vitest: 5,
    files: projectWith('{ neptune: true, local: { downloadJava: false } }'),
    args: argsAsUser,
    env: { AWS_FIXTURES_CACHE: cache, JAVA_HOME: undefined },
    machine: asStranger.replace(
      'exec setpriv',
      'export XDG_DATA_HOME="$HOME"; unset HOME; setpriv=$(command -v setpriv); PATH=$(dirname "$1"); exec "$setpriv"',
    ),
  })
  // The usual folders of this machine may have one; the user's own cannot be looked into.
  expect(run.output).toMatch(/Gremlin Server [\d.]+ ready|ConfigError: The engines of target 'local' need a Java/)
  expect(run.output).toMatch(proved)
  expect(await run.leftBehind()).toEqual(nothing)
})

asRoot("another user's folder where this user's daemons have theirs is told, and passed over", async () => {
  const temporary = await mkdtemp(join(tmpdir(), 'vaf-'))
  const theirs = join(temporary, `vaf-${process.getuid?.()}`)
  await mkdir(theirs)
  await chown(theirs, STRANGER, STRANGER)
  const run = await runVitest({ vitest: 5, files: projectWith('{ neptune: true }'), temporary })
  expect(run.output).toContain(
    `warning: ${theirs} cannot be used. It belongs to user ${STRANGER}. The daemons have their folders in ${theirs}-`,
  )
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(0)
  expect(await readdir(theirs)).toEqual([])
  expect((await run.leftBehind({ graceMs: 0 })).processes).toEqual([])
})

asRoot('a user who may start no more threads', async () => {
  const cache = await openCache({ neptune: true })
  const java = await javaAfter('prlimit --pid $$ --nproc=2')
  const run = await runVitest({
    vitest: 5,
    files: projectWith(`{ neptune: true, local: { java: '${java}' } }`),
    args: argsAsUser,
    env: { AWS_FIXTURES_CACHE: cache },
    machine: asStranger,
  })
  const lines = errorLines(run.output)
  expect(lines[0]).toBe('UnexpectedStateError: Gremlin engine neptune-1 is failed, but was expected to become ready.')
  expect(lines.at(-1)).toBe(threadsAreShort())
  expect(run.output).toMatch(proved)
  expect(run.exitCode).toBe(1)
  expect(await run.leftBehind()).toEqual(nothing)
})
