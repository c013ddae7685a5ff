import { startTlsServer } from '../../clients/tls-server.ts'
import type { DomainRefusal } from '../../worker/scripted-domain.ts'
import { notAllowed, startDomain, unmapped } from '../../worker/scripted-domain.ts'
import type { Account } from './fail-start.ts'
import { type FailedStart, graph, search } from './failed-start.ts'

const MINUTE = 60_000
const given = { code: 'AWS_FIXTURE_CONFIG', withinMs: 1_500 }
const atAddress = (more: Record<string, string>) => search({ endpoint: more.url })()

/** A domain of somebody's, which refuses what a scenario says. */
const domainThat =
  (refuses: (method: string, path: string) => DomainRefusal | undefined) =>
  async ({ trust }: Account) => {
    const { endpoint } = await startDomain((method, path) => {
      const refusal = refuses(method, path)
      if (refusal || path !== '/') return refusal
      return {
        status: 200,
        body: {
          version: { number: '2.19.0', distribution: 'opensearch' },
          tagline: 'The OpenSearch Project: https://opensearch.org/',
        },
      }
    })
    trust(endpoint.ca!)
    return { url: endpoint.url }
  }

const actionOf = (method: string) => `es:ESHttp${method.charAt(0)}${method.slice(1).toLowerCase()}`

/** What is there already, and is not what the run needs. */
export const byGiven: readonly FailedStart[] = [
  { ...given, title: 'domain not there', options: search({ domainName: 'nowhere' }) },
  { ...given, title: 'cluster not there', options: graph({ clusterIdentifier: 'nowhere' }) },
  {
    ...given,
    title: 'cluster of another engine',
    options: graph({ clusterIdentifier: 'documents' }),
    arrange: ({ clusters }) => void clusters.putCluster({ id: 'documents', engine: 'docdb' }),
  },
  {
    ...given,
    title: 'domain being deleted',
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: search({ domainName: 'orders-live' }),
    arrange: ({ domains, clock }) => void domains.domain('orders-live')?.delete(clock.now()),
  },
  {
    ...given,
    title: 'cluster being deleted',
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: graph({ clusterIdentifier: 'routes-live' }),
    arrange({ clusters }) {
      clusters.clusters.find(({ id }) => id === 'routes-live')?.life.enter([['deleting', MINUTE]], 'gone')
    },
  },
  {
    ...given,
    title: 'cluster stopped',
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: graph({ clusterIdentifier: 'routes-live' }),
    arrange({ clusters }) {
      for (const { life } of [...clusters.clusters, ...clusters.instances]) life.enter([], 'stopped')
    },
  },
  {
    ...given,
    title: 'nobody listens at the given address',
    code: 'AWS_FIXTURE_REACHABILITY',
    options: search({ endpoint: 'https://127.0.0.1:9' }),
    withinMs: 5 * MINUTE,
  },
  {
    ...given,
    title: 'certificate of an authority unknown',
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    options: atAddress,
    arrange: async () => ({ url: (await startDomain()).endpoint.url }),
  },
  {
    ...given,
    title: 'given domain is Elasticsearch',
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    options: atAddress,
    arrange: domainThat((_, path) =>
      path === '/'
        ? { status: 200, body: { version: { number: '7.10.2', build_flavor: 'oss' }, tagline: 'You Know, for Search' } }
        : undefined,
    ),
  },
  {
    ...given,
    title: 'given domain lets nobody of ours in',
    code: 'AWS_FIXTURE_PERMISSION',
    options: atAddress,
    arrange: domainThat((method) => notAllowed(actionOf(method))),
    withinMs: 20_000,
  },
  {
    ...given,
    title: 'fine-grained access control without a mapping',
    code: 'AWS_FIXTURE_PERMISSION',
    options: atAddress,
    arrange: domainThat((method, path) =>
      unmapped(
        path === '/' ? 'cluster:monitor/main' : method === 'DELETE' ? 'indices:admin/delete' : 'indices:admin/create',
      ),
    ),
    withinMs: 20_000,
  },
  {
    ...given,
    title: 'user that may only read',
    code: 'AWS_FIXTURE_PERMISSION',
    options: atAddress,
    arrange: domainThat((method) => (['GET', 'HEAD'].includes(method) ? undefined : notAllowed(actionOf(method)))),
    withinMs: 20_000,
  },
  {
    ...given,
    title: 'user that may not delete',
    code: 'AWS_FIXTURE_PERMISSION',
    options: atAddress,
    arrange: domainThat((method) => (method === 'DELETE' ? notAllowed(actionOf(method)) : undefined)),
    withinMs: 20_000,
  },
  {
    ...given,
    title: 'graph that lets nobody of ours in',
    code: 'AWS_FIXTURE_PERMISSION',
    options: ({ url }) => graph({ endpoint: url })(),
    async arrange({ trust }) {
      const message = 'User: arn:aws:iam::111122223333:role/tests is not authorized to perform: neptune-db:connect'
      const { endpoint } = await startTlsServer('neptune', (response) =>
        response.writeHead(403).end(JSON.stringify({ code: 'AccessDeniedException', detailedMessage: message })),
      )
      trust(endpoint.ca!)
      return { url: endpoint.url }
    },
    withinMs: 20_000,
  },
]
