import { beforeEach, expect, test, vi } from 'vitest'
import type { ObtainedDaemon } from '../../src/daemon/client/obtain-daemon.ts'
import { isRunning, type OwnDaemons, ownDaemons, PURPOSE } from '../daemon/own-daemons.ts'
import { runCli } from './run-cli.ts'

// Each run is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

let daemons: OwnDaemons
beforeEach(async () => {
  daemons = await ownDaemons()
  return () => daemons.end()
})

/** A daemon that stays although no run uses it. */
async function leaveDaemon(purpose = PURPOSE): Promise<ObtainedDaemon> {
  const daemon = await daemons.obtain({ purpose })
  daemon.kind.connection().close()
  return daemon
}

test('status and down say that no daemon runs', async () => {
  expect(await runCli(['status'])).toMatchObject({ exitCode: 0, output: 'No daemon is running.\n' })
  expect(await runCli(['down'])).toMatchObject({ exitCode: 0, output: 'No daemon is running.\n' })
})

test('status shows a daemon that waits for the next run, and down ends it', async () => {
  const { pid } = await leaveDaemon()
  const shown = await runCli(['status'])
  expect(shown.output).toMatch(
    new RegExp(`^Daemon of process ${pid}, version \\S+, since [\\d:]+, ends at [\\d:]+ unless it is used\n$`),
  )
  const { stdout } = await runCli(['status', '--json'])
  expect(JSON.parse(stdout)).toMatchObject({ daemons: [{ record: { pid }, status: { isReused: true } }] })
  expect(await runCli(['down'])).toMatchObject({ exitCode: 0, output: `Ended the daemon of process ${pid}.\n` })
  expect(isRunning(pid)).toBe(false)
})

test('status says why there are two daemons', async () => {
  const common = { version: '0.1.0', mirror: 'https://example.com/maven2' }
  const first = await leaveDaemon({ ...common, Node: 'v22.19.0', runs: 'any' })
  const second = await leaveDaemon({ ...common, Node: 'v24.21.0', java: '/opt/java', runs: 'one (5f2c)' })
  const { output } = await runCli(['status'])
  expect(output.match(/^ .*$/gm)).toEqual([
    `  not shared with process ${first.pid}: Node is v24.21.0, not v22.19.0; java is /opt/java, not unset; runs is one (5f2c), not any`,
  ])
  expect(output).toMatch(new RegExp(`process ${first.pid}[^]+process ${second.pid}`))
  expect((await runCli(['down'])).exitCode).toBe(0)
})

test('status shows a daemon that does not answer, and down ends it by force only, since a run may use it', async () => {
  const { pid } = await leaveDaemon()
  process.kill(pid, 'SIGSTOP')
  const shown = await runCli(['status'])
  expect(shown.output).toMatch(new RegExp(`process ${pid}: .*'down --force'`))
  expect(await runCli(['down'])).toMatchObject({
    exitCode: 0,
    output: expect.stringMatching(new RegExp(`process ${pid} .*--force`)) as string,
  })
  expect(isRunning(pid)).toBe(true)
  expect(await runCli(['down', '--force'])).toMatchObject({
    exitCode: 0,
    output: `Ended the daemon of process ${pid}.\n`,
  })
  expect(isRunning(pid)).toBe(false)
})
