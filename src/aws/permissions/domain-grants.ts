import { NAME_PREFIX, projectPrefix } from '../../resource/resource-name.ts'
import { actionsOf } from '../actions/actions.ts'
import { domainArn } from '../domain/access-policy.ts'
import type { Grant, PolicyPlace, RunNeeds } from './grant.ts'

type DomainNeeds = NonNullable<RunNeeds['opensearch']>

/** The permissions that a run needs to create or find its OpenSearch domain and to use it. */
export function domainGrants({ wanted }: DomainNeeds, { name, reuse }: RunNeeds, place: PolicyPlace): readonly Grant[] {
  const arn = (domain: string) => domainArn(place, domain)
  const use = (domain: string): Grant => ({
    name: 'OpenSearchRequests',
    actions: actionsOf('OpenSearchRequests'),
    resources: [`${arn(domain)}/*`],
  })
  if ('endpoint' in wanted) return [use(nameInAddress(wanted.endpoint) ?? '*')]
  if ('id' in wanted) {
    return [
      { name: 'OpenSearchLook', actions: actionsOf('OpenSearchLook'), resources: [arn(wanted.id)] },
      use(wanted.id),
    ]
  }
  const ours = `${projectPrefix(name)}*`
  return [
    {
      name: 'OpenSearchDomain',
      actions: actionsOf('OpenSearchDomain', { reuse }),
      resources: [arn(ours)],
    },
    ...(reuse ? [] : proof(arn(`${NAME_PREFIX}*`))),
    ...(wanted.spec.vpc ? [network] : []),
    use(ours),
  ]
}

/** At its end a run reads the tags of every domain whose name begins with this package's prefix, of any project. */
const proof = (resource: string): readonly Grant[] => [
  { name: 'OpenSearchProof', actions: actionsOf('OpenSearchProof'), resources: [resource] },
  { name: 'OpenSearchList', actions: actionsOf('OpenSearchList'), resources: ['*'] },
]

/** The service reads the subnets with the permissions of the caller who creates a domain in them. */
const network: Grant = {
  name: 'OpenSearchNetwork',
  actions: actionsOf('OpenSearchNetwork'),
  resources: ['*'],
}

/** The name in `search-orders-<26 characters>.eu-west-1.es.amazonaws.com`; `undefined`: it is a custom address of the user. */
const nameInAddress = (endpoint: string): string | undefined =>
  /^(?:search|vpc)-(.+)-[a-z0-9]{26}\..+\.amazonaws\.com(?:\.cn)?$/.exec(new URL(endpoint).hostname)?.[1]
