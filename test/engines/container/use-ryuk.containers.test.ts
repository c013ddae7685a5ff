import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findDocker } from '../../../src/engines/container/docker.ts'
import { ryukNotStarted, ryukStillStarting } from '../../../src/engines/container/messages.ts'
import { useRyuk } from '../../../src/engines/container/use-ryuk.ts'
import type { RunEvent } from '../../../src/report/events.ts'
import { untilNoRyukRuns } from '../../support/docker-containers.ts'
import { FakeClock } from '../../support/fake-clock.ts'

/** A registry that accepts every connection, and never answers until it ends. */
async function silentRegistry() {
  const clients = new Set<Socket>()
  const server = createServer((client) => {
    clients.add(client)
    client.on('error', () => client.destroy())
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const end = () => {
    server.close()
    for (const client of clients) client.destroy()
  }
  onTestFinished(end)
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, end }
}

/** A daemon that would use Ryuk, whose image the registry does not serve. */
async function daemonWithoutRyuk() {
  await untilNoRyukRuns()
  const registry = await silentRegistry()
  vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', undefined)
  vi.stubEnv('RYUK_CONTAINER_IMAGE', `${registry.address}/testcontainers/ryuk:0.14.0`)
  onTestFinished(() => void vi.unstubAllEnvs())
  // An object of its own, as in each daemon.
  const docker = { ...(await findDocker({}, AbortSignal.timeout(60_000))) }
  const clock = new FakeClock()
  const warnings: string[] = []
  const report = (event: RunEvent) => void (event.type === 'warning' && warnings.push(event.message))
  const use = (signal = new AbortController().signal) => useRyuk(docker, {}, { report, signal, clock })
  return { registry, clock, warnings, use }
}

test('a run stops waiting for Ryuk when it is ended, and after 30 s', async () => {
  const { clock, warnings, use } = await daemonWithoutRyuk()
  const ending = new AbortController()
  const ended = use(ending.signal)
  ending.abort(new Error('Ctrl-C'))
  await expect(ended).rejects.toThrow('Ctrl-C')

  const waiting = use()
  await clock.advance(30_000)
  expect(await waiting).toBe(false)
  expect(warnings).toEqual([ryukNotStarted(30_000, ryukStillStarting())])

  // The next run of the same daemon.
  const later = use()
  await clock.advance(0)
  expect(await later).toBe(false)
  expect(warnings).toHaveLength(1)
})

test('a run that has waited for Ryuk in vain warns with the reason', async () => {
  const { registry, clock, warnings, use } = await daemonWithoutRyuk()
  const waiting = use()
  await clock.advance(25_000)
  registry.end()
  expect(await waiting).toBe(false)
  expect(warnings).toEqual([
    expect.stringMatching(/Ryuk .* 25 s, .*\(.*\/v2\/.*\).* TESTCONTAINERS_RYUK_DISABLED=true/),
  ])
})

test('a run that learns at once that there is no Ryuk does not warn', async () => {
  const { registry, warnings, use } = await daemonWithoutRyuk()
  registry.end()
  expect(await use()).toBe(false)
  expect(warnings).toEqual([])
})
