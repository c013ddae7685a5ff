import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import { LentClients } from '../../src/worker/lent-clients.ts'

test('a version of the OpenSearch client that this package was not tried with is not used, and one warning names both versions', async () => {
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
  expect(told).toEqual([expect.stringMatching(/ 3\.9\.0, .* 4\.0\.0, /)])
})
