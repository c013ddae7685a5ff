import { expect, test } from 'vitest'
import type { AwsFixturesOptions } from '../../src/config/options.ts'
import type { ContainersOptions } from '../../src/config/resolve.ts'
import { resolveOptions } from '../../src/config/resolve.ts'

const resolve = (options: AwsFixturesOptions, env: NodeJS.ProcessEnv = {}) =>
  resolveOptions({ target: 'containers', ...options }, '/project', env) as ContainersOptions

test('target containers takes the official images of the engine versions', () => {
  const { opensearch, neptune } = resolve({ opensearch: { engineVersion: 'OpenSearch_3.5' }, neptune: true })
  expect(opensearch?.image).toEqual({
    name: 'opensearchproject/opensearch:3.5.0',
    isOwn: false,
    security: false,
  })
  expect(neptune?.image).toEqual({ name: 'tinkerpop/gremlin-server:3.7.5', isOwn: false })
})

test("takes the user's images, their platform, and the security plugin", () => {
  const { opensearch, neptune } = resolve({
    opensearch: true,
    neptune: true,
    containers: {
      platform: 'linux/amd64',
      opensearch: { image: 'registry.example.com:5000/search/opensearch:2.19.1', security: true },
      neptune: { image: `tinkerpop/gremlin-server@sha256:${'0a'.repeat(32)}` },
    },
  })
  expect(opensearch?.image).toEqual({
    name: 'registry.example.com:5000/search/opensearch:2.19.1',
    isOwn: true,
    platform: 'linux/amd64',
    security: true,
  })
  expect(neptune?.image).toMatchObject({ isOwn: true, platform: 'linux/amd64' })
})

test('target containers keeps the variables that name the Docker engine, and no other', () => {
  const env = {
    DOCKER_HOST: 'unix:///run/user/1000/podman.sock',
    DOCKER_AUTH_CONFIG: '{"auths":{}}',
    DOCKER_CONTEXT: '',
  }
  expect(resolve({ neptune: true }, env).docker).toEqual({ DOCKER_HOST: 'unix:///run/user/1000/podman.sock' })
})

test.for<[AwsFixturesOptions['containers'], string]>([
  [
    { neptune: { image: 'tinkerpop/gremlin-server' } },
    "containers.neptune.image: is not an image with its tag, such as 'tinkerpop/gremlin-server:3.7.5'",
  ],
  [{ platform: 'arm64' }, "containers.platform: is not a platform, such as 'linux/amd64'"],
])('the options %j of target containers are refused', ([containers, issue]) => {
  expect(() => resolve({ neptune: true, containers })).toThrow(issue)
})
