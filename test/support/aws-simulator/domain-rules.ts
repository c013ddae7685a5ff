import type { CreateDomainRequest } from '@aws-sdk/client-opensearch'
import { SimulatedError } from './simulated-service.ts'

const versions =
  /^(OpenSearch_(3\.[135]|2\.(3|5|7|9|11|13|15|17|19)|1\.[0-3])|Elasticsearch_(7\.(1|4|7|8|9|10)|6\.[0234578]|5\.[1356]))$/

/** Rejects at once what AWS rejects at once. */
export function checkCreateDomain(input: CreateDomainRequest): void {
  const { DomainName: name = '', EngineVersion = 'OpenSearch_1.0', TagList = [], VPCOptions, AccessPolicies } = input
  if (!/^[a-z][a-z0-9-]+$/.test(name)) {
    throw invalid(
      `1 validation error detected: Value '${name}' at 'domainName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [a-z][a-z0-9\\-]+',
    )
  }
  if (name.length < 3 || name.length > 28) {
    throw invalid(
      `1 validation error detected: Value '${name}' at 'domainName' failed to satisfy constraint: ` +
        `Member must have length ${name.length < 3 ? 'greater than or equal to 3' : 'less than or equal to 28'}`,
    )
  }
  if (!versions.test(EngineVersion)) throw invalid(`Invalid version: ${EngineVersion}`)
  checkTags(TagList.map(({ Key }) => Key ?? ''))
  if (VPCOptions && /aws:SourceIp/i.test(AccessPolicies ?? '')) {
    throw invalid('You cannot use IP-based policies for VPC domains.')
  }
}

/** A domain can have ten tags, none of them with a key of AWS. */
export function checkTags(keys: readonly string[]): void {
  if (keys.some((key) => /^aws:/i.test(key))) throw invalid('Tag keys must not start with aws:')
  if (keys.length > 10) throw new SimulatedError('LimitExceededException', 'A domain can have up to 10 tags.', 409)
}

/** Whether the policy of a public domain lets everybody in, which AWS rejects only after a long time. */
export function isOpenToEverybody({ AccessPolicies, VPCOptions }: CreateDomainRequest): boolean {
  if (VPCOptions || AccessPolicies === undefined) return false
  const { Statement } = JSON.parse(AccessPolicies) as { Statement: readonly Record<string, unknown>[] }
  return Statement.some(
    ({ Effect, Principal, Condition }) =>
      Effect === 'Allow' && !Condition && /^(\{"AWS":)?\[?"\*"\]?\}?$/.test(JSON.stringify(Principal)),
  )
}

export const invalid = (message: string): SimulatedError => new SimulatedError('ValidationException', message, 400)
