import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findDocker } from '../../../src/engines/container/docker.ts'
import { ownFolder } from '../../support/filled-cache.ts'
import { podmanApi } from '../../support/podman-api.ts'
import { published, setVariables } from '../../support/set-variables.ts'

// testcontainers finds an engine once in a process, so that this file has one test.
test('an engine of this machine does not replace the one of DOCKER_HOST that does not answer', async () => {
  const folder = await ownFolder()
  await podmanApi({ at: join(folder, 'docker.sock') })
  const path = join(folder, 'named.sock')
  const variables = setVariables({ DOCKER_HOST: `unix://${path}`, XDG_RUNTIME_DIR: folder, ...published })
  const look = () => findDocker(variables, AbortSignal.timeout(30_000)).catch((error: unknown) => error)
  expect(await look()).toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: expect.stringContaining(`no Docker engine at unix://${path} (from DOCKER_HOST)`),
  })

  const server = createServer((_, response) => response.writeHead(404, { connection: 'close' }).end('not here'))
  await once(server.listen(path), 'listening')
  onTestFinished(() => void server.close())
  expect(await look()).toMatchObject({
    code: 'AWS_FIXTURE_REACHABILITY',
    message: expect.stringContaining('\nLast seen: HTTP 404: not here\n'),
  })
})
