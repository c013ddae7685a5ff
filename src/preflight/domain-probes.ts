import {
  AddTagsCommand,
  DeleteDomainCommand,
  DescribeDomainChangeProgressCommand,
  DescribeDomainCommand,
  DescribeDomainConfigCommand,
  ListDomainNamesCommand,
  ListTagsCommand,
  OpenSearchClient,
  type OpenSearchClientConfig,
} from '@aws-sdk/client-opensearch'
import { iamAction, type NameAskedBy } from '../aws/actions/actions.ts'
import { domainArn } from '../aws/domain/access-policy.ts'
import type { RunNeeds } from '../aws/permissions/grant.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import type { Send } from '../aws/sdk/control-plane.ts'
import { OWNERSHIP_TAG } from '../resource/ownership-tag.ts'
import { NAME_PREFIX, projectPrefix } from '../resource/resource-name.ts'
import { type PermissionProbe, unusedName } from './permission-probe.ts'

/** A probe for each action of a domain that a harmless call can check, by its operation. */
type Calls = Readonly<Record<NameAskedBy<'call', 'es'>, { readonly target: string; readonly send: Send<unknown> }>>

/** The longest name that a domain may have, in characters. */
const NAME_LENGTH = 28

const looks = ['DescribeDomain', 'DescribeDomainConfig', 'DescribeDomainChangeProgress'] as const

/**
 * The harmless calls about a run's domain. No creation is harmless, so that the closest check for it is whether the tags
 * of the same ARN may be set.
 */
export function domainProbes(
  clientConfig: OpenSearchClientConfig,
  account: AwsAccount,
  { opensearch, name, reuse }: RunNeeds,
): readonly PermissionProbe[] {
  if (!opensearch || 'endpoint' in opensearch.wanted) return []
  const client = new OpenSearchClient(clientConfig)
  const about = (DomainName: string): Calls => {
    const ARN = domainArn(account, DomainName)
    const TagList = [{ Key: OWNERSHIP_TAG, Value: '' }]
    const call = (send: Send<unknown>, target = ARN) => ({ target, send })
    return {
      DescribeDomain: call((how) => client.send(new DescribeDomainCommand({ DomainName }), how)),
      DescribeDomainConfig: call((how) => client.send(new DescribeDomainConfigCommand({ DomainName }), how)),
      DescribeDomainChangeProgress: call((how) =>
        client.send(new DescribeDomainChangeProgressCommand({ DomainName }), how),
      ),
      AddTags: call((how) => client.send(new AddTagsCommand({ ARN, TagList }), how)),
      DeleteDomain: call((how) => client.send(new DeleteDomainCommand({ DomainName }), how)),
      ListTags: call((how) => client.send(new ListTagsCommand({ ARN }), how)),
      ListDomainNames: call((how) => client.send(new ListDomainNamesCommand({ EngineType: 'OpenSearch' }), how), '*'),
    }
  }
  const probes = (calls: Calls, names: readonly (keyof Calls)[]): readonly PermissionProbe[] =>
    names.map((each) => ({ action: iamAction('es', each), ...calls[each], permits: ['ResourceNotFoundException'] }))
  // A run only reads a domain that the user names.
  if ('id' in opensearch.wanted) return probes(about(opensearch.wanted.id), looks)
  const unused = (prefix: string) => about(unusedName(prefix, NAME_LENGTH - prefix.length))
  const ours = unused(projectPrefix(name))
  return [
    ...probes(ours, [...looks, 'AddTags', 'DeleteDomain']),
    ...(reuse ? probes(ours, ['ListTags']) : probes(unused(NAME_PREFIX), ['ListTags', 'ListDomainNames'])),
  ]
}
