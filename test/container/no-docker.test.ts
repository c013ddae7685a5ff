import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { noDocker } from '../../src/container/no-docker.ts'
import { freePort } from '../../src/standin/free-port.ts'
import { ownFolder } from '../support/filled-cache.ts'

const run = promisify(execFile)

const cause = new Error('Could not find a working container runtime strategy')
const INSTEAD = "or use target 'local', which needs no Docker."
const messageFor = async (variables: Record<string, string>, usual: readonly string[] = []) => {
  const error = await noDocker(variables, cause, usual)
  expect(error.code).toBe('AWS_FIXTURE_REACHABILITY')
  return error.message
}

/** A socket at which somebody listens, and says nothing. */
async function listenAt(path: string) {
  const server = createServer((socket) => socket.on('error', () => {})).listen(path)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}

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

test('says what testcontainers says, where something listens that is no engine', async () => {
  const path = join(await ownFolder(), 'docker.sock')
  await listenAt(path)
  expect(await messageFor({}, [path])).toBe(
    `The Docker engine at ${path} does not answer as it should.
Last seen: ${cause.message}
See what 'docker info' says of it; ${INSTEAD}`,
  )
})

test('says how to let a user in who may not use the socket', async () => {
  const folder = await ownFolder()
  const path = join(folder, 'docker.sock')
  await listenAt(path)
  // Root may use any; whoever else runs these tests is kept out of their own.
  const isRoot = process.getuid?.() === 0
  await chmod(folder, 0o755)
  await chmod(path, isRoot ? 0o600 : 0o000)
  const source = fileURLToPath(new URL('../../src/container/no-docker.ts', import.meta.url))
  const script = `
    const { noDocker } = await import(${JSON.stringify(source)})
    if (process.getuid?.() === 0) {
      process.setgid(65534)
      process.setuid(65534)
    }
    console.log((await noDocker({}, new Error('unused'), [${JSON.stringify(path)}])).message)`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script])
  expect(stdout.trim()).toBe(
    `This user may not use the Docker engine at ${path}.
Last seen: connect EACCES ${path}
Let it: 'sudo usermod -aG docker "$USER"', and sign in anew; on CI, run the job as a user of that group; ${INSTEAD}`,
  )
})
