import { expect, test } from 'vitest'
import { engineEnv, withoutCredentials } from '../../src/java/engine-env.ts'

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIA',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token',
  AWS_PROFILE: 'work',
  GITHUB_TOKEN: 'ghp',
  NPM_PASSWORD: 'pass',
  OPENAI_API_KEY: 'sk',
}

test('an engine gets the variables that a Java process needs, and no others of the shell', () => {
  const needed = { PATH: '/bin', HOME: '/home/me', TMPDIR: '/tmp', LC_ALL: 'C.UTF-8', Path: 'C:\\bin' }
  const foreign = { JAVA_TOOL_OPTIONS: '-agentlib:jdwp', HTTPS_PROXY: 'http://me:pass@proxy', EDITOR: 'vi' }
  expect(engineEnv({ ...needed, ...foreign, ...credentials })).toEqual(needed)
})

test('the daemon gets the variables of the shell without credentials, and those of Docker and of this package', () => {
  const kept = {
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    AWS_FIXTURES_CACHE: '/cache',
    DOCKER_AUTH_CONFIG: '{}',
    ASDF_DIR: '/asdf',
  }
  expect(withoutCredentials({ ...kept, ...credentials })).toEqual(kept)
})
