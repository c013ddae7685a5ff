import { expect, test } from 'vitest'
import { runVitest } from './run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }

test.for([4, 5] as const)('runs a project with Vitest %i and tells how it ended', async (vitest) => {
  const version = `import { version } from 'vitest/node'; import { expect, test } from 'vitest'; import { tmpdir } from 'node:os'`
  const passing = await runVitest({
    vitest,
    files: {
      'a.test.js': `${version}
        test('is ${vitest}', () => expect(version).toMatch(/^${vitest}\\./))
        test('is in a shell of its own', () => {
          expect(process.env.CI).toBe('true')
          expect(process.env.AWS_PROFILE).toBe('somebody')
          expect(process.env.npm_lifecycle_event).toBeUndefined()
        })`,
    },
    env: { AWS_PROFILE: 'somebody' },
  })
  expect(passing.output).toContain('2 passed')
  expect(passing).toMatchObject({ exitCode: 0, signal: null, stderr: '' })
  expect(await passing.leftBehind()).toEqual(nothing)

  const failing = await runVitest({
    vitest,
    files: { 'b.test.js': `${version}\ntest('fails', () => expect(1).toBe(2))` },
  })
  expect(failing.exitCode).toBe(1)
  expect(failing.stderr).toContain('expected 1 to be 2')
})

test('finds what a run leaves behind: detached processes, their ports, and files', async () => {
  const server = `require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })`
  const run = await runVitest({
    vitest: 5,
    files: {
      'a.test.js': `
        import { spawn } from 'node:child_process'
        import { once } from 'node:events'
        import { mkdtempSync } from 'node:fs'
        import { tmpdir } from 'node:os'
        import { test } from 'vitest'
        test('leaves things', async () => {
          mkdtempSync(tmpdir() + '/forgotten-')
          const child = spawn(process.execPath, ['-e', ${JSON.stringify(server)}], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
          const [port] = await once(child.stdout, 'data')
          console.log('port=' + port)
          child.unref()
        })`,
    },
    timeoutMs: 30_000,
  })
  const port = Number(/port=(\d+)/.exec(run.output)?.[1])
  const left = await run.leftBehind({ graceMs: 500 })
  expect(left.processes).toEqual([expect.stringContaining('createServer')])
  expect(left.ports).toEqual([port])
  expect(left.files).toEqual([expect.stringMatching(/^forgotten-/)])
})

const endless = `
  import { test } from 'vitest'
  test('waits', () => { console.log('one'); console.log('two'); return new Promise(() => {}) }, 60_000)`

test('reacts to what is printed, in order', async () => {
  const acted: string[] = []
  const run = await runVitest({
    vitest: 5,
    files: { 'a.test.js': endless },
    reactions: [
      { on: 'one', act: () => void acted.push('one') },
      {
        on: /tw./,
        act: ({ processes, signal }) => {
          acted.push('two')
          expect(processes(/vitest/).length).toBeGreaterThanOrEqual(1)
          signal('SIGTERM')
        },
      },
    ],
  })
  expect(acted).toEqual(['one', 'two'])
  expect(run.exitCode).toBe(143)
})

test('fails, and ends the run, where it takes too long', async () => {
  const run = runVitest({ vitest: 5, files: { 'a.test.js': endless }, timeoutMs: 3_000 })
  await expect(run).rejects.toThrow(/^The run did not end within 3000 ms\.\nIt printed:\n(.*\n)*one\n/)
})

test('fails where a text to react to never comes', async () => {
  const files = { 'a.test.js': `import { test } from 'vitest'; test('passes', () => {})` }
  const run = runVitest({ vitest: 5, files, reactions: [{ on: 'never', act: () => {} }] })
  await expect(run).rejects.toThrow('The run ended without printing never.')
})

test('fails, and ends the run, where a reaction fails', async () => {
  const fail = () => {
    throw new Error('cannot react')
  }
  const run = runVitest({ vitest: 5, files: { 'a.test.js': endless }, reactions: [{ on: 'one', act: fail }] })
  await expect(run).rejects.toThrow(/^cannot react\nIt printed:/)
})
