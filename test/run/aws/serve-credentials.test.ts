import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromHttp } from '@aws-sdk/credential-providers'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { CredentialsProvider } from '../../../src/base/credentials.ts'
import { endpointCredentials } from '../../../src/credentials/endpoint-credentials.ts'
import * as messages from '../../../src/credentials/messages.ts'
import { rememberedProvider } from '../../../src/credentials/remember-credentials.ts'
import { CleanupStack } from '../../../src/ledger/cleanup-stack.ts'
import { wrongToken } from '../../../src/run/aws/messages.ts'
import { serveCredentials } from '../../../src/run/aws/serve-credentials.ts'

let directory: string
let cleanup: CleanupStack
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vaf-serve-'))
  cleanup = new CleanupStack()
  return async () => {
    await cleanup.run()
    await rm(directory, { recursive: true, force: true })
  }
})

const expiration = new Date(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000)
const given = { accessKeyId: 'ASIAROLE', secretAccessKey: 'a+secret/', sessionToken: 'a token', expiration }
const serve = (credentials: CredentialsProvider = async () => given) =>
  serveCredentials({ credentials, directory, cleanup })

/** What comes of a connection to a host: `connected`, or the code of the error. */
const reaching = (host: string, port: number) =>
  new Promise<string>((resolve) => {
    const socket = connect({ host, port })
    socket.once('connect', () => resolve('connected'))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''))
    socket.once('close', () => socket.destroy())
  })

test('workers, and the SDK by the variables of a container, get the credentials and their expiration', async () => {
  const source = await serve()
  expect(await endpointCredentials(source)()).toEqual(given)
  const sdk = fromHttp({
    awsContainerCredentialsFullUri: source.url,
    awsContainerAuthorizationTokenFile: source.tokenFile,
  })
  expect(await sdk()).toMatchObject(given)
})

test.for<[string, Record<string, string>]>([
  ['a wrong token', { authorization: 'x'.repeat(43) }],
  ['a token of another length', { authorization: 'x' }],
  ['no token', {}],
])('a request with %s is rejected, and no credentials are fetched', async ([, headers]) => {
  let asked = 0
  const { url } = await serve(async () => {
    asked += 1
    return given
  })
  const answer = await fetch(url, { headers })
  expect(answer.status).toBe(403)
  expect(await answer.json()).toEqual({ Code: 'AccessDenied', Message: wrongToken() })
  expect(asked).toBe(0)
})

test('the endpoint serves one path only, and only by GET', async () => {
  const { url, tokenFile } = await serve()
  const headers = { authorization: await readFile(tokenFile, 'utf8') }
  expect((await fetch(`${url}/more`, { headers })).status).toBe(404)
  expect((await fetch(url, { headers, method: 'POST', body: 'x' })).status).toBe(404)
})

test('the token is in a file that only this user can read', async () => {
  const { tokenFile } = await serve()
  expect((await stat(tokenFile)).mode & 0o777).toBe(0o600)
})

test('the endpoint listens on 127.0.0.1 only, and only until the run is over', async () => {
  const port = Number(new URL((await serve()).url).port)
  const outside = Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : [])),
  )
  for (const address of ['127.0.0.2', ...outside]) expect(await reaching(address, port)).not.toBe('connected')
  expect(await reaching('127.0.0.1', port)).toBe('connected')
  await cleanup.run()
  expect(await reaching('127.0.0.1', port)).toBe('ECONNREFUSED')
})

test('many workers at once cost one request for credentials', async () => {
  let asked = 0
  const source = await serve(
    rememberedProvider(async () => {
      asked += 1
      return given
    }),
  )
  const all = await Promise.all(Array.from({ length: 20 }, () => endpointCredentials(source)()))
  expect(all).toEqual(all.map(() => given))
  expect(asked).toBe(1)
})

test('a worker that gets no credentials from its run is told the reason', async () => {
  const source = await serve(() => Promise.reject(new Error('The role is gone.')))
  await expect(endpointCredentials(source)()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CREDENTIALS',
    message: messages.noneFromRun(source.url, 'The role is gone.').join('\n'),
  })
})

test('a worker whose run has ended is told of the refused connection', async () => {
  const source = await serve()
  await cleanup.run()
  await expect(endpointCredentials(source)()).rejects.toThrow(/^The run gave .+\nLast seen: connect ECONNREFUSED/)
})

test('credentials that a service has rejected as expired are fetched again, once for all workers', async () => {
  let asked = 0
  const source = await serve(
    rememberedProvider(async () => {
      asked += 1
      return { ...given, accessKeyId: `ASIAROLE${asked}` }
    }),
  )
  const workers = [endpointCredentials(source), endpointCredentials(source)]
  await Promise.all(workers.map((worker) => worker()))
  for (const worker of workers) expect((await worker({ forceRefresh: true })).accessKeyId).toBe('ASIAROLE2')
  expect(asked).toBe(2)
})

test('a test that replaces the network with nock does not keep workers from their credentials', async () => {
  const source = await serve()
  // Only now, as in a worker: it replaces Node's functions when it is loaded.
  const { default: nock } = await import('nock')
  nock.disableNetConnect()
  onTestFinished(() => {
    nock.enableNetConnect()
    nock.restore()
  })
  expect(await endpointCredentials(source)()).toEqual(given)
})
