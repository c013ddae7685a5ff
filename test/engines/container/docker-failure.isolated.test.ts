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
import { freePort } from '../../../src/engines/gremlin/engine.ts'
import { createCertificate } from '../../../src/gate/certificate.ts'
import { ownFolder } from '../../support/filled-cache.ts'

const run = promisify(execFile)

const cause = new Error('Could not find a working container runtime strategy')
const INSTEAD = "or use target 'local', which needs no Docker."
const messageFor = async (
  variables: Record<string, string>,
  docker: readonly string[] = [],
  podman: readonly string[] = [],
) => {
  const error = await noDocker(variables, cause, { docker, podman })
  expect(error.code).toBe('AWS_FIXTURE_REACHABILITY')
  return error.message
}

/** A server, closed when the test is over. */
async function listenAt<Listening extends Server>(server: Listening, at: string | number): Promise<Listening> {
  if (typeof at === 'string') server.listen(at)
  else server.listen(at, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}

/** A program that speaks HTTP, and answers everything like this. */
const answering = (status: number, body: string) =>
  createHttpServer((_, response) => response.writeHead(status, { connection: 'close' }).end(body))

const portOf = (server: Server): number => (server.address() as AddressInfo).port

test('says where it looked, where there is no engine', async () => {
  expect(await messageFor({}, ['/run/a.sock', '/run/b.sock'])).toBe(
    `Target 'containers' needs a Docker engine, and none was found.
Looked for: DOCKER_HOST, which is not set, and /run/a.sock, /run/b.sock.
Install and start Docker or Podman, or set DOCKER_HOST to the engine's socket; ${INSTEAD}`,
  )
})

test('says that nobody listens at a socket that an engine has left', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`
  await once(spawn(process.execPath, ['-e', script]), 'exit')
  expect(await messageFor({}, [path])).toBe(
    `The Docker engine at ${path} is not running: its socket is there, and nobody listens.
Last seen: connect ECONNREFUSED ${path}
Start it: 'sudo systemctl start docker', or Docker Desktop; ${INSTEAD}`,
  )
})

test('says that DOCKER_HOST names a socket that is not there', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  expect(await messageFor({ DOCKER_HOST: `unix://${path}` })).toBe(
    `There is no Docker engine at unix://${path}, which DOCKER_HOST names.
Last seen: connect ENOENT ${path}
Start it, or correct DOCKER_HOST ('docker context ls' tells the engine's socket); ${INSTEAD}`,
  )
})

test('says that an engine elsewhere does not answer', async () => {
  const port = await freePort()
  expect(await messageFor({ DOCKER_HOST: `tcp://127.0.0.1:${port}` })).toBe(
    `The Docker engine at tcp://127.0.0.1:${port}, which DOCKER_HOST names, is not running: nobody listens there.
Last seen: connect ECONNREFUSED 127.0.0.1:${port}
Start it, or correct DOCKER_HOST; ${INSTEAD}`,
  )
})

test('says what is answered, where something listens that is no engine', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  await listenAt(answering(404, 'not here'), path)
  expect(await messageFor({}, [path])).toBe(
    `The Docker engine at ${path} does not answer as it should.
Last seen: HTTP 404: not here
See what 'docker info' says of it; ${INSTEAD}`,
  )
})

test('says what testcontainers says, where the engine answers', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  await listenAt(answering(200, '{}'), path)
  expect(await messageFor({}, [path])).toContain(`Last seen: ${cause.message}`)
})

test('says how to let a user in who may not use the socket', async () => {
  const folder = await ownFolder()
  const path = join(folder, 'docker.sock')
  await listenAt(
    createServer((socket) => socket.on('error', () => {})),
    path,
  )
  // Root may use any; whoever else runs these tests is kept out of their own.
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
  expect(stdout.trim()).toBe(
    `This user may not use the Docker engine at ${path}.
Last seen: connect EACCES ${path}
Let it: 'sudo usermod -aG docker "$USER"', and sign in anew; on CI, run the job as a user of that group; ${INSTEAD}`,
  )
})

test('says how Podman is used, where it listens and no Docker does', async () => {
  const path = join(await ownFolder(), 'podman.sock')
  await listenAt(createServer(), path)
  expect(await messageFor({}, ['/run/a.sock'], ['/run/b.sock', path])).toBe(
    `Target 'containers' needs a Docker engine, and none was found.
Looked for: DOCKER_HOST, which is not set, and /run/a.sock.
To use Podman, set DOCKER_HOST=unix://${path}; ${INSTEAD}`,
  )
})

test('says how Podman is started, where its socket is not there', async () => {
  const path = join(await ownFolder(), 'podman.sock')
  expect(await messageFor({ DOCKER_HOST: `unix://${path}` })).toBe(
    `There is no Docker engine at unix://${path}, which DOCKER_HOST names.
Last seen: connect ENOENT ${path}
Start it: 'systemctl --user start podman.socket', or with sudo and without --user for the one of root, or 'podman machine start', or correct DOCKER_HOST; ${INSTEAD}`,
  )
})

test('says that an engine wants TLS', async () => {
  const server = await listenAt(answering(400, 'Client sent an HTTP request to an HTTPS server.\n'), 0)
  expect(await messageFor({ DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}` })).toBe(
    `The Docker engine at tcp://127.0.0.1:${portOf(server)}, which DOCKER_HOST names, does not answer as it should.
Last seen: HTTP 400: Client sent an HTTP request to an HTTPS server.
It wants TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem; ${INSTEAD}`,
  )
})

/** A folder for DOCKER_CERT_PATH. */
async function certificates(): Promise<string> {
  const folder = await ownFolder()
  const { authority, certificate, key } = await createCertificate()
  const files = { 'ca.pem': authority, 'cert.pem': certificate, 'key.pem': key }
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)))
  return folder
}

test('says that an engine speaks no TLS', async () => {
  const server = await listenAt(answering(200, '{}'), 0)
  const message = await messageFor({
    DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: await certificates(),
  })
  const [, seen, hint] = message.split('\n')
  // OpenSSL takes what it is answered for a record of one version or another.
  expect(seen).toMatch(/^Last seen: (packet length too long|wrong version number)$/)
  expect(hint).toBe(
    `It speaks no TLS at this port: use its port for TLS, mostly 2376, or unset DOCKER_TLS_VERIFY; ${INSTEAD}`,
  )
})

test('says that an engine has a certificate of somebody else', async () => {
  const { certificate: cert, key } = await createCertificate()
  const server = await listenAt(createTlsServer({ cert, key }), 0)
  const message = await messageFor({
    DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: await certificates(),
  })
  expect(message).toMatch(/^Last seen: .*certificate/m)
  expect(message).toContain(
    'Check what DOCKER_CERT_PATH has: ca.pem, by which its certificate is signed, and a cert.pem',
  )
})

test('says in a few words that a key is not that of the certificate', async () => {
  const server = await listenAt(createServer(), 0)
  const DOCKER_CERT_PATH = await certificates()
  await writeFile(join(DOCKER_CERT_PATH, 'key.pem'), (await createCertificate()).key)
  const message = await messageFor({
    DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH,
  })
  expect(message).toMatch(/^Last seen: key values mismatch\nCheck what DOCKER_CERT_PATH has/m)
})

test('says that a certificate is missing, and not that the engine is', async () => {
  const server = await listenAt(createServer(), 0)
  const message = await messageFor({
    DOCKER_HOST: `tcp://127.0.0.1:${portOf(server)}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: '/no/such/folder',
  })
  expect(message).toContain('does not answer as it should.')
  expect(message).toContain("Last seen: ENOENT: no such file or directory, open '/no/such/folder/ca.pem'")
  expect(message).toContain('Check what DOCKER_CERT_PATH has')
})

test('says what SSH needs besides', async () => {
  const server = await listenAt(createServer(), 0)
  const DOCKER_HOST = `ssh://somebody@127.0.0.1:${portOf(server)}`
  expect(await messageFor({ DOCKER_HOST })).toBe(
    `The Docker engine at ${DOCKER_HOST}, which DOCKER_HOST names, does not answer as it should.
Last seen: ${cause.message}
By SSH, set TESTCONTAINERS_HOST_OVERRIDE as well: to the host, as this machine reaches the ports that are published there; ${INSTEAD}`,
  )
  expect(await messageFor({ DOCKER_HOST, TESTCONTAINERS_HOST_OVERRIDE: 'docker.test' })).toContain(
    "See what 'docker info' says of it, and whether the agent of SSH_AUTH_SOCK has the key",
  )
})
