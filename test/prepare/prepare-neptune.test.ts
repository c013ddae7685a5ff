import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { resolveOptions } from '../../src/config/resolve.ts'
import type { Dataset } from '../../src/dataset/dataset.ts'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import { readerForTests } from '../../src/preflight/service/messages.ts'
import { prepareNeptune } from '../../src/prepare/prepare-neptune.ts'
import { startGraphServer } from '../clients/graph-server.ts'
import { numbered } from '../clients/tls-server.ts'

const graph = { folder: '/nowhere', vertexCount: 0, edgeCount: 0, valueCount: 0, textLength: 0 }
const towns: Dataset = { name: 'towns', fingerprint: '0', indices: [], graph }

/** A cluster's reader, which answers reads. */
async function reader(isolation: 'exclusive' | 'partition', dataset?: Dataset) {
  const directory = await mkdtemp(join(tmpdir(), 'vaf-reader-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const env = { AWS_FIXTURES_TARGET: 'aws', AWS_REGION: 'eu-west-1', HOME: directory }
  const status = JSON.stringify({ status: 'healthy', role: 'reader', gremlin: { version: 'tinkerpop-3.7.1' } })
  const server = await startGraphServer({ answer: 1 }, (response) => response.end(status))
  const told: unknown[] = []
  const preparing = prepareNeptune({
    id: 'vaf-3f9c2',
    endpoint: server.endpoint,
    credentials: async () => numbered(1),
    ownership: 'given',
    loading: 'steps',
    directory,
    dataset,
    options: resolveOptions({ neptune: true, isolation, aws: { insideVpc: true } }, process.cwd(), env),
    cleanup: new CleanupStack(),
    report: (event) => void told.push(event),
    signal: new AbortController().signal,
  })
  return { ...server, preparing, told }
}

test.for([
  ['each test has the graph alone', 'exclusive', undefined, "'exclusive' empties the graph"],
  ['there is a dataset', 'partition', towns, 'it loads a dataset'],
] as const)(
  'a run that writes rejects the reader endpoint of a cluster before it changes anything, since %s',
  async ([, isolation, dataset, why]) => {
    const { preparing, endpoint, asked } = await reader(isolation, dataset)
    await expect(preparing).rejects.toMatchObject({
      code: 'AWS_FIXTURE_NAMESPACE',
      fault: 'user',
      message: expect.toSatisfy((message: string) =>
        [endpoint.url, 'reader', why, '.cluster-', "isolation: 'partition'"].every((fact) => message.includes(fact)),
      ),
    })
    expect(asked).toEqual(['traversal/inject'])
  },
)

test('the reader endpoint of a cluster serves tests that only read, with a warning', async () => {
  const { preparing, endpoint, told } = await reader('partition')
  expect(await preparing).toMatchObject({ endpoint, version: '3.7.1' })
  expect(told).toContainEqual({
    type: 'warning',
    message: readerForTests(endpoint.url),
  })
})
