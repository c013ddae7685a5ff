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
import { domainArn } from '../aws/domain/access-policy.ts'
import type { RunNeeds } from '../aws/permissions/grant.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'
import type { Send } from '../aws/sdk/control-plane.ts'
import { OWNERSHIP_TAG } from '../resource/ownership-tag.ts'
import { NAME_PREFIX, projectPrefix } from '../resource/resource-name.ts'
import { type PermissionProbe, unusedName } from './permission-probe.ts'

type Row = readonly [action: string, target: string, send: Send<unknown>]

/** The longest name of a domain. */
const NAME_LENGTH = 28

/**
 * What can be asked about a run's domain. es:CreateDomain is not among it: there is no creation that is harmless. That its
 * tags may be set, by es:AddTags of the same ARN, is all that is known of it before.
 */
export function domainProbes(
  clientConfig: OpenSearchClientConfig,
  account: AwsAccount,
  { opensearch, name, reuse }: RunNeeds,
): readonly PermissionProbe[] {
  if (!opensearch || 'endpoint' in opensearch.wanted) return []
  const client = new OpenSearchClient(clientConfig)
  const looks = (DomainName: string): readonly Row[] => {
    const arn = domainArn(account, DomainName)
    return [
      ['es:DescribeDomain', arn, (how) => client.send(new DescribeDomainCommand({ DomainName }), how)],
      ['es:DescribeDomainConfig', arn, (how) => client.send(new DescribeDomainConfigCommand({ DomainName }), how)],
      [
        'es:DescribeDomainChangeProgress',
        arn,
        (how) => client.send(new DescribeDomainChangeProgressCommand({ DomainName }), how),
      ],
    ]
  }
  const tags = (DomainName: string): Row => {
    const ARN = domainArn(account, DomainName)
    return ['es:ListTags', ARN, (how) => client.send(new ListTagsCommand({ ARN }), how)]
  }
  const changes = (DomainName: string): readonly Row[] => {
    const ARN = domainArn(account, DomainName)
    const TagList = [{ Key: OWNERSHIP_TAG, Value: '' }]
    return [
      ['es:AddTags', ARN, (how) => client.send(new AddTagsCommand({ ARN, TagList }), how)],
      ['es:DeleteDomain', ARN, (how) => client.send(new DeleteDomainCommand({ DomainName }), how)],
    ]
  }
  const list: Row = [
    'es:ListDomainNames',
    '*',
    (how) => client.send(new ListDomainNamesCommand({ EngineType: 'OpenSearch' }), how),
  ]
  const unused = (prefix: string) => unusedName(prefix, NAME_LENGTH - prefix.length)
  const rows = (): readonly Row[] => {
    // What is there is only looked at.
    if ('id' in opensearch.wanted) return looks(opensearch.wanted.id)
    const ours = unused(projectPrefix(name))
    return [...looks(ours), ...changes(ours), ...(reuse ? [tags(ours)] : [tags(unused(NAME_PREFIX)), list])]
  }
  return rows().map(([action, target, send]) => ({ action, target, send, permits: ['ResourceNotFoundException'] }))
}
