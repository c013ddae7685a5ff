import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { findDocker } from '../../../src/engines/container/docker.ts'
import { pullImage } from '../../../src/engines/container/obtain-images.ts'
import { freePort } from '../../../src/engines/gremlin/engine.ts'

/** A registry on loopback, which Docker asks without TLS, and which gives this answer to everything. Returns its address. */
async function registry(status: number, code: string, message: string): Promise<string> {
  const server = createServer((request, response) => {
    const isPing = request.url === '/v2/'
    response.writeHead(isPing ? 200 : status, { 'content-type': 'application/json' })
    response.end(isPing ? '{}' : JSON.stringify({ errors: [{ code, message }] }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function messageFor(name: string): Promise<{ readonly message: string; readonly pulls: number }> {
  const signal = AbortSignal.timeout(60_000)
  const docker = await findDocker({}, signal)
  let pulls = 0
  const onPull = () => {
    pulls += 1
  }
  const image = { name, isOwn: true }
  const error = await pullImage(docker, image, { timeoutMs: 30_000, onPull, signal }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'AWS_FIXTURE_PROVISION', fault: 'user', resource: name })
  return { message: (error as Error).message, pulls }
}

test.for<[string, number, string, string, RegExp, string]>([
  [
    'a missing image or tag',
    404,
    'MANIFEST_UNKNOWN',
    'manifest unknown',
    /manifest unknown/,
    "'opensearch.engineVersion'",
  ],
  ['a rate limit', 429, 'TOOMANYREQUESTS', 'You have reached your pull rate limit.', /toomanyrequests/, 'a mirror'],
  ['a private image', 403, 'DENIED', 'requested access to the resource is denied', /denied/, 'private'],
])('a pull that fails because of %s says what to do', async ([, status, code, words, seen, hint]) => {
  const name = `${await registry(status, code, words)}/search/opensearch:2.19.1`
  const { message, pulls } = await messageFor(name)
  const [first, last, todo] = message.split('\n')
  expect(first).toContain(name)
  expect(last).toMatch(/^Last seen: /)
  expect(last).toMatch(seen)
  expect(todo).toContain(hint)
  expect(pulls).toBe(1)
})

const names: Readonly<Record<string, () => Promise<string>>> = {
  'that nobody serves': async () => `127.0.0.1:${await freePort()}/search/opensearch:2.19.1`,
  'that no name server knows': async () => 'registry.invalid/search/opensearch:2.19.1',
}

test.for(Object.keys(names))('a pull from a registry %s says that it cannot be reached', async (which) => {
  const { message } = await messageFor((await names[which]?.()) ?? '')
  expect(message.split('\n')[2]).toMatch(/cannot be reached.*'docker load'/)
})

test('an image that is on the Docker host is not pulled', async () => {
  const signal = AbortSignal.timeout(60_000)
  const docker = await findDocker({}, signal)
  const image = { name: 'opensearchproject/opensearch:2.19.1', isOwn: false }
  let pulls = 0
  const onPull = () => {
    pulls += 1
  }
  await pullImage(docker, image, { timeoutMs: 1_000, onPull, signal })
  expect(pulls).toBe(0)
})
