import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import { LentClients } from '../../src/worker/lent-clients.ts'

test('a copy of the OpenSearch client that nobody has tried is passed over, and the run is told', async () => {
  const root = await mkdtemp(join(tmpdir(), 'vaf-lent-'))
  onTestFinished(() => rm(root, { recursive: true }))
  const folder = join(root, 'node_modules', '@opensearch-project', 'opensearch')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'package.json'), '{"version":"4.0.0"}')
  await writeFile(join(folder, 'index.js'), '')
  const told: string[] = []
  const opensearch = {
    endpoint: { url: 'https://127.0.0.1:9', signingHost: '127.0.0.1', region: 'eu-west-1', service: 'opensearch' },
  }
  const lent = new LentClients(
    { root, opensearch } as JoinedRun,
    async () => ({ accessKeyId: '', secretAccessKey: '' }),
    (message) => told.push(message),
  )
  onTestFinished(() => lent.close())
  for (const _ of [1, 2]) await lent.opensearch({ begin: () => () => {} })
  expect(told).toEqual([
    'The fixture opensearch is a client of @opensearch-project/opensearch 3.9.0, which this package depends on. Version 4.0.0, which the project has, has not been tried with it, so that its classes of errors are others.',
  ])
})
