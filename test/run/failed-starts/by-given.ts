import { startTlsServer } from '../../clients/tls-server.ts'
import type { DomainRefusal } from '../../worker/scripted-domain.ts'
import { notAllowed, startDomain, unmapped } from '../../worker/scripted-domain.ts'
import type { Account } from './fail-start.ts'
import { type FailedStart, graph, search } from './failed-start.ts'

const MINUTE = 60_000
const ROLE = 'arn:aws:iam::111122223333:role/tests'
const POLICY_COMMAND = "'npx vitest-aws-fixtures policy'"
const requests = (...methods: readonly string[]) => methods.map((method) => `- es:ESHttp${method}`)
const given = { code: 'AWS_FIXTURE_CONFIG', withinMs: 1_500 }
const atAddress = (more: Record<string, string>) => search({ endpoint: more.url })()

/** A domain that the user gives by address; it answers as OpenSearch, except for what a scenario refuses. */
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

/** What the user gives, which is not what the run needs. */
export const byGiven: readonly FailedStart[] = [
  {
    ...given,
    wrong: 'the given domain does not exist',
    told: ['OpenSearch domain nowhere', 'eu-west-1'],
    options: search({ domainName: 'nowhere' }),
  },
  {
    ...given,
    wrong: 'the given cluster does not exist',
    told: ['Neptune cluster nowhere', 'eu-west-1'],
    options: graph({ clusterIdentifier: 'nowhere' }),
  },
  {
    ...given,
    wrong: 'the given cluster is one of DocumentDB',
    told: ['Neptune cluster documents', 'eu-west-1'],
    options: graph({ clusterIdentifier: 'documents' }),
    arrange: ({ clusters }) => void clusters.putCluster({ id: 'documents', engine: 'docdb' }),
  },
  {
    ...given,
    wrong: 'the given domain is being deleted',
    told: ['OpenSearch domain orders-live', 'deleting', 'active'],
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: search({ domainName: 'orders-live' }),
    arrange: ({ domains, clock }) => void domains.domain('orders-live')?.delete(clock.now()),
  },
  {
    ...given,
    wrong: 'the given cluster is being deleted',
    told: ['Neptune cluster routes-live', 'deleting', 'routes-live-1', 'available'],
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: graph({ clusterIdentifier: 'routes-live' }),
    arrange({ clusters }) {
      clusters.clusters.find(({ id }) => id === 'routes-live')?.life.enter([['deleting', MINUTE]], 'gone')
    },
  },
  {
    ...given,
    wrong: 'the given cluster is stopped',
    told: ['Neptune cluster routes-live', 'stopped', 'available'],
    code: 'AWS_FIXTURE_UNEXPECTED_STATE',
    options: graph({ clusterIdentifier: 'routes-live' }),
    arrange({ clusters }) {
      for (const { life } of [...clusters.clusters, ...clusters.instances]) life.enter([], 'stopped')
    },
  },
  {
    ...given,
    wrong: 'nobody listens at the given address',
    told: ['https://127.0.0.1:9', 'ECONNREFUSED', 'security group'],
    code: 'AWS_FIXTURE_REACHABILITY',
    options: search({ endpoint: 'https://127.0.0.1:9' }),
    withinMs: 5 * MINUTE,
  },
  {
    ...given,
    wrong: 'the certificate of the given domain is of an unknown authority',
    told: ['https://127.0.0.1:PORT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
    code: 'AWS_FIXTURE_CLIENT_REJECTED',
    options: atAddress,
    arrange: async () => ({ url: (await startDomain()).endpoint.url }),
  },
  {
    ...given,
    wrong: 'the given domain runs Elasticsearch',
    told: ['https://127.0.0.1:PORT', '7.10.2', 'override_main_response_version'],
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
    wrong: 'the given domain denies everything to this identity',
    told: [
      'https://127.0.0.1:PORT',
      ROLE,
      ...requests('Delete', 'Get', 'Head', 'Post', 'Put'),
      'arn:aws:es:eu-west-1:111122223333:domain/*/*',
      POLICY_COMMAND,
    ],
    code: 'AWS_FIXTURE_PERMISSION',
    options: atAddress,
    arrange: domainThat((method) => notAllowed(actionOf(method))),
    withinMs: 20_000,
  },
  {
    ...given,
    wrong: 'fine-grained access control has no mapping for this identity',
    told: [
      'https://127.0.0.1:PORT',
      '403 security_exception',
      ROLE,
      'indices:admin/create',
      "'cluster_composite_ops'",
      "'indices_all' on 'vaf-*'",
    ],
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
    wrong: 'this identity may only read from the given domain',
    told: ['https://127.0.0.1:PORT', ROLE, ...requests('Delete', 'Post', 'Put'), POLICY_COMMAND],
    code: 'AWS_FIXTURE_PERMISSION',
    options: atAddress,
    arrange: domainThat((method) => (['GET', 'HEAD'].includes(method) ? undefined : notAllowed(actionOf(method)))),
    withinMs: 20_000,
  },
  {
    ...given,
    wrong: 'this identity may not delete from the given domain',
    told: ['https://127.0.0.1:PORT', ROLE, ...requests('Delete'), POLICY_COMMAND],
    code: 'AWS_FIXTURE_PERMISSION',
    options: atAddress,
    arrange: domainThat((method) => (method === 'DELETE' ? notAllowed(actionOf(method)) : undefined)),
    withinMs: 20_000,
  },
  {
    ...given,
    wrong: 'the given graph denies everything to this identity',
    told: [
      'https://127.0.0.1:PORT',
      ROLE,
      '- neptune-db:GetEngineStatus',
      '- neptune-db:ReadDataViaQuery',
      '- neptune-db:WriteDataViaQuery',
      '- neptune-db:DeleteDataViaQuery',
      'neptune-db:connect',
    ],
    code: 'AWS_FIXTURE_PERMISSION',
    options: ({ url }) => graph({ endpoint: url })(),
    async arrange({ trust }) {
      const message = `User: ${ROLE} is not authorized to perform: neptune-db:connect`
      const { endpoint } = await startTlsServer('neptune', (response) =>
        response.writeHead(403).end(JSON.stringify({ code: 'AccessDeniedException', detailedMessage: message })),
      )
      trust(endpoint.ca!)
      return { url: endpoint.url }
    },
    withinMs: 20_000,
  },
]
