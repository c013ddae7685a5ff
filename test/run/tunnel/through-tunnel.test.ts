import { expect, test } from 'vitest'
import * as messages from '../../../src/run/tunnel/messages.ts'
import { assertTunnels } from '../../../src/run/tunnel/through-tunnel.ts'
import { openTunnel } from '../../support/network/tunnel.ts'

const service = (port: number) => ({ wanted: { endpoint: 'https://x' }, port: 0, tunnel: { host: '127.0.0.1', port } })
const { signal } = new AbortController()

test('the check accepts tunnels that are open, and skips services without one', async () => {
  const { port } = await openTunnel(9)
  await assertTunnels({ opensearch: service(port) }, signal)
  await assertTunnels({}, signal)
})

test('the check skips a tunnel that a function opens later', async () => {
  await assertTunnels({ opensearch: { ...service(9), tunnel: () => Promise.reject(new Error('not yet')) } }, signal)
})

test('the error for a tunnel that is not open names the option and the refused connection', async () => {
  const tunnel = await openTunnel(9)
  tunnel.close()
  await expect(assertTunnels({ opensearch: service(tunnel.port) }, signal)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: messages
      .noTunnel(`127.0.0.1:${tunnel.port}`, 'aws.opensearch.tunnel', `connect ECONNREFUSED 127.0.0.1:${tunnel.port}`)
      .join('\n'),
  })
})

test('an interrupted run stops the check with its reason', async () => {
  const reason = new Error('Interrupted by SIGINT.')
  const { port } = await openTunnel(9)
  await expect(assertTunnels({ opensearch: service(port) }, AbortSignal.abort(reason))).rejects.toBe(reason)
})
