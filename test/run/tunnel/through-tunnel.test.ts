import { expect, test } from 'vitest'
import { assertTunnels } from '../../../src/run/tunnel/through-tunnel.ts'
import { openTunnel } from '../../support/network/tunnel.ts'

const service = (port: number) => ({ wanted: { endpoint: 'https://x' }, port: 0, tunnel: { host: '127.0.0.1', port } })
const { signal } = new AbortController()

test('tunnels that are open are used, and services without one are not looked at', async () => {
  const { port } = await openTunnel(9)
  await assertTunnels({ opensearch: service(port) }, signal)
  await assertTunnels({}, signal)
})

test('a tunnel that a function is to open need not be there before', async () => {
  await assertTunnels({ opensearch: { ...service(9), tunnel: () => Promise.reject(new Error('not yet')) } }, signal)
})

test('a tunnel that is not open is told, with the option', async () => {
  const tunnel = await openTunnel(9)
  tunnel.close()
  await expect(assertTunnels({ opensearch: service(tunnel.port) }, signal)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: [
      `No tunnel is open at 127.0.0.1:${tunnel.port}, where 'aws.opensearch.tunnel' says that there is one.`,
      `Last seen: connect ECONNREFUSED 127.0.0.1:${tunnel.port}`,
      'Open it before the run, and keep it open until the run ends; or correct the option.',
    ].join('\n'),
  })
})

test('a run that is interrupted looks no further', async () => {
  const reason = new Error('Interrupted by SIGINT.')
  const { port } = await openTunnel(9)
  await expect(assertTunnels({ opensearch: service(port) }, AbortSignal.abort(reason))).rejects.toBe(reason)
})
