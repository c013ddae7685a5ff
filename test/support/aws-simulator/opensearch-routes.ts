import type { Route } from './rest-json.ts'

const domain = '/2021-01-01/opensearch/domain'

/** The calls to Amazon OpenSearch Service that the simulator knows. */
export const openSearchRoutes: readonly Route[] = [
  { operation: 'CreateDomain', method: 'POST', path: domain },
  { operation: 'DescribeDomain', method: 'GET', path: `${domain}/{DomainName}` },
  { operation: 'DeleteDomain', method: 'DELETE', path: `${domain}/{DomainName}` },
  { operation: 'DescribeDomainConfig', method: 'GET', path: `${domain}/{DomainName}/config` },
  { operation: 'UpdateDomainConfig', method: 'POST', path: `${domain}/{DomainName}/config` },
  { operation: 'DescribeDomainHealth', method: 'GET', path: `${domain}/{DomainName}/health` },
  {
    operation: 'DescribeDomainChangeProgress',
    method: 'GET',
    path: `${domain}/{DomainName}/progress`,
    query: { changeid: 'ChangeId' },
  },
  { operation: 'DescribeDomains', method: 'POST', path: `${domain}-info` },
  { operation: 'ListDomainNames', method: 'GET', path: '/2021-01-01/domain', query: { engineType: 'EngineType' } },
  { operation: 'ListTags', method: 'GET', path: '/2021-01-01/tags', query: { arn: 'ARN' } },
  { operation: 'AddTags', method: 'POST', path: '/2021-01-01/tags' },
  { operation: 'RemoveTags', method: 'POST', path: '/2021-01-01/tags-removal' },
]
