import { expect, test } from 'vitest'
import type { OpenTunnel, TunnelTarget } from '../../../src/config/tunnel-end.ts'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
import * as messages from '../../../src/run/tunnel/messages.ts'
import { openTunnel as open } from '../../../src/run/tunnel/open-tunnel.ts'
import { throughTunnel } from '../../../src/run/tunnel/through-tunnel.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { openTunnel } from '../../support/network/tunnel.ts'

const host = 'routes.cluster-abc123.eu-west-1.neptune.amazonaws.com'

/** A cluster to which this function opens a tunnel. */
function opening(tunnel: OpenTunnel, clock = new FakeClock({ turns: 20 })) {
  const cleanup = new CleanupStack()
  const interruption = new AbortController()
  const told: unknown[] = []
  const running = {
    endpoint: {
      service: 'neptune' as const,
      url: `https://${host}:8182`,
      region: 'eu-west-1',
      signingHost: `${host}:8182`,
    },
    ...{ cleanup, signal: interruption.signal, report: (event: unknown) => void told.push(event) },
  }
  type Running = Parameters<typeof throughTunnel>[0]
  return {
    ...{ clock, cleanup, told, interrupt: (why: Error) => interruption.abort(why) },
    open: () => open(running, tunnel, clock),
    through: () => throughTunnel(running as unknown as Running, tunnel, clock),
  }
}

test('the function gets the host and port of the service, and clients connect to the tunnel that it opens', async () => {
  const { port } = await openTunnel(9)
  const targets: TunnelTarget[] = []
  const { clock, through, told } = opening(async (target) => {
    targets.push(target)
    return `https://127.0.0.1:${port}`
  })
  expect((await clock.run(through())).endpoint).toMatchObject({
    url: `https://127.0.0.1:${port}`,
    signingHost: `${host}:8182`,
  })
  expect(targets).toEqual([{ service: 'neptune', host, port: 8182, region: 'eu-west-1' }])
  expect(told).toEqual([
    { type: 'resource-step', what: `tunnel to ${host}:8182`, step: `open at 127.0.0.1:${port}`, elapsedMs: 0 },
  ])
})

test('the cleanup closes a tunnel that has a close(), once, and leaves one that has none', async () => {
  const closed: string[] = []
  const closable = opening(() => ({ url: '127.0.0.1:1', close: () => closed.push('closed') }))
  expect(await closable.clock.run(closable.open())).toEqual({ host: '127.0.0.1', port: 1 })
  expect(closable.cleanup.remaining).toEqual([`tunnel to ${host}:8182`])
  await closable.cleanup.run()
  expect(closed).toEqual(['closed'])
  const open = opening(() => '127.0.0.1:1')
  await open.clock.run(open.open())
  await open.cleanup.run()
})

const wrong = (seen: string) => ({
  code: 'AWS_FIXTURE_CONFIG',
  message: messages.notAnEnd('aws.neptune.tunnel', seen).join('\n'),
})

test.for<[string, unknown, string]>([
  ['nothing', undefined, 'undefined'],
  ['a port', 8182, '8182'],
  ['an address of plain HTTP', 'http://127.0.0.1:8182', "'http://127.0.0.1:8182'"],
  ['an object without an address', { port: 8182 }, '{ port: 8182 }'],
  ['an object whose address is none', { url: 8182 }, '8182'],
  ['an address with a password, which is not shown', 'https://me:secret@bastion', "'https://…@bastion'"],
])('the error for a function that returns %s says what to return', async ([, value, seen]) => {
  const { clock, open, cleanup } = opening(() => value as string)
  await expect(clock.run(open())).rejects.toMatchObject(wrong(seen))
  await cleanup.run()
})

test('the cleanup closes a tunnel whose address is wrong', async () => {
  const closed: string[] = []
  const { clock, open, cleanup } = opening(() => ({ url: '', close: () => closed.push('closed') }))
  await expect(clock.run(open())).rejects.toMatchObject(wrong("''"))
  await cleanup.run()
  expect(closed).toEqual(['closed'])
})

test.for<[string, OpenTunnel]>([
  [
    'throws',
    () => {
      throw new Error('session-manager-plugin is not found')
    },
  ],
  ['rejects', () => Promise.reject(new Error('session-manager-plugin is not found'))],
])('the error for a function that %s has its message', async ([, tunnel]) => {
  const { clock, open, cleanup } = opening(tunnel)
  await expect(clock.run(open())).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: messages
      .notOpened(`${host}:8182`, 'aws.neptune.tunnel', { isLate: false, cause: 'session-manager-plugin is not found' })
      .join('\n'),
  })
  await cleanup.run()
})

test('a function that takes too long is aborted, and the cleanup closes what it still opens', async () => {
  const closed: string[] = []
  const { clock, open, cleanup } = opening(
    (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve({ url: '127.0.0.1:1', close: () => closed.push('closed') }))
      }),
  )
  await expect(clock.run(open())).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: messages
      .notOpened(`${host}:8182`, 'aws.neptune.tunnel', { isLate: true, cause: messages.nothingReturned(120_000) })
      .join('\n'),
  })
  expect(clock.now()).toBe(120_000)
  await cleanup.run()
  expect(closed).toEqual(['closed'])
})

test.for<[string, OpenTunnel, string]>([
  ['never returns', () => new Promise(() => {}), messages.closeTooSlow(15_000)],
  ['cannot close', () => ({ url: '127.0.0.1:1', close: () => Promise.reject(new Error('it hangs')) }), 'it hangs'],
  [
    'never ends closing',
    () => ({ url: '127.0.0.1:1', close: () => new Promise(() => {}) }),
    messages.closeTooSlow(15_000),
  ],
])('the cleanup fails for a function that %s', async ([, tunnel, seen]) => {
  const { clock, open, cleanup } = opening(tunnel)
  await clock.run(open()).catch(() => {})
  await expect(clock.run(cleanup.run())).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLEANUP',
    failures: [
      {
        step: `tunnel to ${host}:8182`,
        error: {
          code: 'AWS_FIXTURE_LEAKED_RESOURCE',
          message: messages.notClosed(`${host}:8182`, 'aws.neptune.tunnel', seen).join('\n'),
        },
      },
    ],
  })
})

test('an interrupted run aborts a function that still opens its tunnel, and not one that has opened it', async () => {
  const reason = new Error('Interrupted by SIGINT.')
  const stopped: unknown[] = []
  const tunnel: OpenTunnel = (target, signal) => {
    signal.addEventListener('abort', () => stopped.push(target))
    return '127.0.0.1:1'
  }
  const before = opening(tunnel)
  await before.clock.run(before.open())
  before.interrupt(reason)
  expect(stopped).toEqual([])

  const during = opening(
    (target, signal) =>
      new Promise((_, reject) => {
        // Never settles before the signal, which ends both.
        void tunnel(target, signal)
        signal.addEventListener('abort', () => reject(new Error('stopped')))
        during.interrupt(reason)
      }),
  )
  await expect(during.clock.run(during.open())).rejects.toBe(reason)
  expect(stopped).toHaveLength(1)
  await during.cleanup.run()
})

test('an interruption while the function is pending fails at once, and the cleanup closes what opens late', async () => {
  const reason = new Error('Interrupted by SIGINT.')
  const closed: string[] = []
  const remaining: unknown[] = []
  let openLate = () => {}
  const late = new Promise<{ url: string; close: () => void }>((resolve) => {
    openLate = () => resolve({ url: '127.0.0.1:1', close: () => void closed.push('closed') })
  })
  const pending = opening(() => {
    remaining.push(...pending.cleanup.remaining)
    pending.interrupt(reason)
    return late
  })
  await expect(pending.clock.run(pending.open())).rejects.toBe(reason)
  expect(pending.clock.now()).toBe(0)
  expect(remaining).toEqual([`tunnel to ${host}:8182`])
  const undone = pending.cleanup.run()
  openLate()
  await pending.clock.run(undone)
  expect(closed).toEqual(['closed'])
})

test('the run waits for half a minute for a tunnel that does not listen yet when its function returns', async () => {
  const tunnel = await openTunnel(9)
  tunnel.close()
  const { clock, through } = opening(() => `127.0.0.1:${tunnel.port}`)
  await expect(clock.run(through())).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: messages
      .tunnelNotOpen(`127.0.0.1:${tunnel.port}`, 'aws.neptune.tunnel', {
        ...{ cause: `connect ECONNREFUSED 127.0.0.1:${tunnel.port}`, ms: 30_000 },
      })
      .join('\n'),
  })
  expect(clock.now()).toBe(30_000)
})
