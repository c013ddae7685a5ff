import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { findDocker } from '../../../src/engines/container/docker.ts'
import { useRyuk } from '../../../src/engines/container/use-ryuk.ts'
import type { RunEvent } from '../../../src/report/events.ts'
import { untilNoRyukRuns } from '../../support/docker-containers.ts'
import { FakeClock } from '../../support/fake-clock.ts'

/** A registry that takes every connection, and says nothing until it ends. */
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

/** A host that would have Ryuk, whose image that registry does not give. */
async function hostWithoutRyuk() {
  await untilNoRyukRuns()
  const registry = await silentRegistry()
  vi.stubEnv('TESTCONTAINERS_RYUK_DISABLED', undefined)
  vi.stubEnv('RYUK_CONTAINER_IMAGE', `${registry.address}/testcontainers/ryuk:0.14.0`)
  onTestFinished(() => void vi.unstubAllEnvs())
  // Of its own, as each host's is.
  const docker = { ...(await findDocker({}, AbortSignal.timeout(60_000))) }
  const clock = new FakeClock()
  const warnings: string[] = []
  const report = (event: RunEvent) => void (event.type === 'warning' && warnings.push(event.message))
  const use = (signal = new AbortController().signal) => useRyuk(docker, {}, { report, signal, clock })
  return { registry, clock, warnings, use }
}

test('a run does not wait for a Ryuk that does not come once it is ended, or for more than half a minute', async () => {
  const { clock, warnings, use } = await hostWithoutRyuk()
  const ending = new AbortController()
  const ended = use(ending.signal)
  ending.abort(new Error('Ctrl-C'))
  await expect(ended).rejects.toThrow('Ctrl-C')

  const waiting = use()
  await clock.advance(30_000)
  expect(await waiting).toBe(false)
  expect(warnings).toEqual([
    "Testcontainers' Ryuk could not be had within 30 s, and the containers do without it (It has not started yet). TESTCONTAINERS_RYUK_DISABLED=true saves the wait.",
  ])

  // The next run of the same host.
  const later = use()
  await clock.advance(0)
  expect(await later).toBe(false)
  expect(warnings).toHaveLength(1)
})

test('a run that has waited for a Ryuk in vain says so, and why', async () => {
  const { registry, clock, warnings, use } = await hostWithoutRyuk()
  const waiting = use()
  await clock.advance(25_000)
  registry.end()
  expect(await waiting).toBe(false)
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Testcontainers' Ryuk could not be had within 25 s, and the containers do without it \(.*\/v2\/.*\)\. TESTCONTAINERS_RYUK_DISABLED=true saves the wait\.$/,
    ),
  ])
})

test('a run that learns at once that there is no Ryuk says nothing of it', async () => {
  const { registry, warnings, use } = await hostWithoutRyuk()
  registry.end()
  expect(await use()).toBe(false)
  expect(warnings).toEqual([])
})
