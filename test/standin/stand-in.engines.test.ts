import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sendSigned } from '../../src/client/signed-request.ts'
import { CleanupStack } from '../../src/lifecycle/cleanup-stack.ts'
import type { AwsCredentials } from '../../src/resource/credentials.ts'
import { provision } from '../../src/resource/provision.ts'
import { lockedEngines } from '../../src/standin/engine-lock.ts'
import { hostKind } from '../../src/standin/host-kind.ts'
import { standInKind } from '../../src/standin/stand-in-kind.ts'
import { engineSpec } from '../gate/start-engine.ts'

test('a stand-in names the worker whose secret or token was mixed up', async () => {
  const base = await mkdtemp(join(tmpdir(), 'vaf-test-'))
  const cleanup = new CleanupStack()
  onTestFinished(async () => {
    await cleanup.run()
    await rm(base, { recursive: true })
  })
  const signal = AbortSignal.timeout(240_000)
  const rest = { tags: { session: 'vaf-test' }, cleanup, timeoutMs: 120_000, destroyTimeoutMs: 20_000, signal }
  const host = hostKind()
  const spec = { directory: join(base, 'host'), workers: 2, logFile: join(base, 'host.log') }
  await provision({ kind: host, id: 'vaf-test', spec, ...rest })
  const engine = await engineSpec(lockedEngines.gremlin, join(base, 'engine.log'), signal)
  const { endpoint } = await provision({
    kind: standInKind('Neptune stand-in', host.connection()),
    id: 'neptune',
    spec: { service: 'neptune', engine, region: 'eu-west-1', port: 0, sharesGraph: false },
    ...rest,
  })

  const [, one, two] = (await host.connection().ask('identities', {})) as [unknown, AwsCredentials, AwsCredentials]
  const status = async (credentials: AwsCredentials) =>
    sendSigned({ endpoint, credentials, method: 'GET', path: '/status' })
  expect(await status(one)).toMatchObject({ status: 200 })
  expect(await status({ ...one, secretAccessKey: two.secretAccessKey })).toMatchObject({
    status: 403,
    body: expect.stringContaining(
      'The secret differs: the access key is that of worker 1, and the secret that of worker 2.',
    ),
  })
  expect(await status({ ...one, sessionToken: two.sessionToken! })).toMatchObject({
    status: 403,
    body: expect.stringContaining('The session token does not belong to the access key: it is that of worker 2.'),
  })
})
