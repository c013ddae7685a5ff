import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { noDocker } from '../../../src/engines/container/docker-failure.ts'
import {
  answeredStatus,
  engineForbidden,
  engineMissing,
  engineNotAnswering,
  engineNotRunning,
  noEngineFound,
} from '../../../src/engines/container/docker-messages.ts'
import { freePort } from '../../../src/engines/gremlin/engine.ts'
import { createCertificate } from '../../../src/gate/certificate.ts'
import { ownFolder } from '../../support/filled-cache.ts'

const run = promisify(execFile)

const cause = new Error('Could not find a working container runtime strategy')
/** The lines of the error for these variables and usual sockets. */
const linesFor = async (
  variables: Record<string, string>,
  docker: readonly string[] = [],
  podman: readonly string[] = [],
) => {
  const error = await noDocker(variables, cause, { docker, podman })
  expect(error.code).toBe('AWS_FIXTURE_REACHABILITY')
  return error.message.split('\n')
}

/** A server, closed when the test is over. */
async function listenAt<Listening extends Server>(server: Listening, at: string | number): Promise<Listening> {
  if (typeof at === 'string') server.listen(at)
  else server.listen(at, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}

/** An HTTP server that gives this answer to everything. */
const answering = (status: number, body: string) =>
  createHttpServer((_, response) => response.writeHead(status, { connection: 'close' }).end(body))

const portOf = (server: Server): number => (server.address() as AddressInfo).port

test('without an engine, the error lists the places that were looked at', async () => {
  expect(await linesFor({}, ['/run/a.sock', '/run/b.sock'])).toEqual(
    noEngineFound(['/run/a.sock', '/run/b.sock'], undefined),
  )
})

test('a socket at which nobody listens is reported as an engine that is not running', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['-e', script]), 'exit')
  expect(await linesFor({}, [path])).toEqual(
    engineNotRunning({ place: path, isNamed: false }, false, `connect ECONNREFUSED ${path}`),
  )
})

test('a socket in DOCKER_HOST that does not exist is reported as a missing engine', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  const place = `unix://${path}`
  expect(await linesFor({ DOCKER_HOST: place })).toEqual(
    engineMissing({ place, isNamed: true }, `connect ENOENT ${path}`),
  )
})

test('a port in DOCKER_HOST at which nobody listens is reported as an engine that is not running', async () => {
  const port = await freePort()
  const place = `tcp://127.0.0.1:${port}`
  expect(await linesFor({ DOCKER_HOST: place })).toEqual(
    engineNotRunning({ place, isNamed: true }, true, `connect ECONNREFUSED 127.0.0.1:${port}`),
  )
})

test('a program that is no engine is reported with its answer', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  await listenAt(answering(404, 'not here'), path)
  expect(await linesFor({}, [path])).toEqual(
    engineNotAnswering({ place: path, isNamed: false }, false, answeredStatus(404, 'not here')),
  )
})

test('the error of testcontainers is reported where the engine answers', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  await listenAt(answering(200, '{}'), path)
  expect(await linesFor({}, [path])).toContain(`Last seen: ${cause.message}`)
})

test('a user who may not use the socket is told how to get the permission', async () => {
  const folder = await ownFolder()
  const path = join(folder, 'docker.sock')
  await listenAt(
    createServer((socket) => socket.on('error', () => {})),
    path,
  )
  // Root may use any socket. Another user who runs these tests is kept out of their own.
  const isRoot = process.getuid?.() === 0
  await chmod(folder, 0o755)
  await chmod(path, isRoot ? 0o600 : 0o000)
  const source = fileURLToPath(new URL('../../../src/engines/container/docker-failure.ts', import.meta.url))
  const script = `
    const { noDocker } = await import(${JSON.stringify(source)})
    if (process.getuid?.() === 0) {
      process.setgid(65534)
      process.setuid(65534)
    }
    console.log((await noDocker({}, new Error('unused'), { docker: [${JSON.stringify(path)}], podman: [] })).message)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout.trim().split('\n')).toEqual(engineForbidden({ place: path, isNamed: false }, `connect EACCES ${path}`))
})

test('where only Podman listens, the error names its socket for DOCKER_HOST', async () => {
  const path = join(await ownFolder(), 'podman.sock')
  await listenAt(createServer(), path)
  expect(await linesFor({}, ['/run/a.sock'], ['/run/b.sock', path])).toEqual(noEngineFound(['/run/a.sock'], path))
})

test('where the socket of Podman does not exist, the error says how to start it', async () => {
  const path = join(await ownFolder(), 'podman.sock')
  const [, , todo] = await linesFor({ DOCKER_HOST: `unix://${path}` })
  expect(todo).toContain("'systemctl --user start podman.socket'")
})

test('an engine that needs TLS is reported with the variables for TLS', async () => {
  const server = await listenAt(answering(400, 'Client sent an HTTP request to an HTTPS server.\n'), 0)
  const [, seen, todo] = await linesFor({ DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}` })
  expect(seen).toBe('Last seen: HTTP 400: Client sent an HTTP request to an HTTPS server.')
  expect(todo).toContain('DOCKER_TLS_VERIFY=1')
})

/** A folder for DOCKER_CERT_PATH. */
async function certificates(): Promise<string> {
  const folder = await ownFolder()
  const { authority, certificate, key } = await createCertificate()
  const files = { 'ca.pem': authority, 'cert.pem': certificate, 'key.pem': key }
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)))
  return folder
}

test('an engine without TLS at this port is reported as one', async () => {
  const server = await listenAt(answering(200, '{}'), 0)
  const [, seen, hint] = await linesFor({
    DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: await certificates(),
  })
  // OpenSSL reads the answer as a TLS record of one version or another.
  expect(seen).toMatch(/^Last seen: (packet length too long|wrong version number)$/)
  expect(hint).toMatch(/\b2376\b.*unset DOCKER_TLS_VERIFY/)
})

test('an engine with a certificate of another authority is reported as one', async () => {
  const { certificate: cert, key } = await createCertificate()
  const server = await listenAt(createTlsServer({ cert, key }), 0)
  const [, seen, hint] = await linesFor({
    DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: await certificates(),
  })
  expect(seen).toMatch(/certificate/)
  expect(hint).toContain('DOCKER_CERT_PATH: ca.pem')
})

test('a key that does not fit its certificate is reported in a few words', async () => {
  const server = await listenAt(createServer(), 0)
  const DOCKER_CERT_PATH = await certificates()
  await writeFile(join(DOCKER_CERT_PATH, 'key.pem'), (await createCertificate()).key)
  const [, seen, hint] = await linesFor({
    DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH,
  })
  expect(seen).toBe('Last seen: key values mismatch')
  expect(hint).toContain('DOCKER_CERT_PATH')
})

test('a missing certificate is not reported as a missing engine', async () => {
  const server = await listenAt(createServer(), 0)
  const [first, seen, hint] = await linesFor({
    DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: '/no/such/folder',
  })
  expect(first).toContain('does not answer')
  expect(seen).toBe("Last seen: ENOENT: no such file or directory, open '/no/such/folder/ca.pem'")
  expect(hint).toContain('DOCKER_CERT_PATH')
})

test('an engine that is reached by SSH is reported with what SSH needs', async () => {
  const server = await listenAt(createServer(), 0)
  const DOCKER_HOST = `ssh://somebody@127.0.0.1:${portOf(server)}`
  const at = { place: DOCKER_HOST, isNamed: true }
  expect(await linesFor({ DOCKER_HOST })).toEqual(engineNotAnswering(at, false, cause.message))
  expect(await linesFor({ DOCKER_HOST, TESTCONTAINERS_HOST_OVERRIDE: 'docker.test' })).toEqual(
    engineNotAnswering(at, true, cause.message),
  )
})
