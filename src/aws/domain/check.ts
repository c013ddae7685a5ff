import { OWNERSHIP_TAG } from '../../resource/ownership-tag.ts'
import { versionIssue } from '../facts/domain-versions.ts'
import { policyIssues } from './access-policy.ts'
import type { DomainSpec } from './spec.ts'

/** What a domain can have besides our own. */
const MOST_TAGS = 9

/** Of instance types whose disks have a known limit, the largest volume, in GiB. */
const largestVolumeGb: Readonly<Record<string, number>> = { 't3.small.search': 100, 't3.medium.search': 200 }

/**
 * What AWS is known to refuse of a domain, an issue each, in the words of the options. None: it may still be refused.
 * Makes no call, so that a wrong option costs no minutes.
 */
export function checkDomainSpec(spec: DomainSpec, name: string): string[] {
  return [...checkName(name), ...checkSize(spec), ...checkAccess(spec), ...checkVpc(spec), ...checkTags(spec.tags)]
}

function checkName(name: string): string[] {
  if (/^[a-z][a-z0-9-]{2,27}$/.test(name)) return []
  return [
    `'${name}' is no name for a domain: it has 3 to 28 lower-case letters, digits and hyphens, the first of them a letter.`,
  ]
}

function checkSize({ engineVersion, instanceType, instanceCount, volumeGb }: DomainSpec): string[] {
  const issues: string[] = []
  const version = versionIssue(engineVersion)
  if (version !== undefined) issues.push(`opensearch.engineVersion: ${version}`)
  const at = 'aws.opensearch.'
  const family = /^([a-z0-9]+)\.[a-z0-9]+\.search$/.exec(instanceType)?.[1]
  if (family === undefined) {
    issues.push(`${at}instanceType: '${instanceType}' is not an instance type, such as t3.small.search.`)
  } else if (/^(t2|m3|r3)$/.test(family)) {
    issues.push(
      `${at}instanceType: '${instanceType}' cannot encrypt its disks; take a newer one, such as t3.small.search.`,
    )
  } else if (/^(i\d|im\d|r\dgd|oi\d)/.test(family)) {
    issues.push(`${at}instanceType: '${instanceType}' has disks of its own, and takes no volume; take one without.`)
  }
  if (family === 't3' && instanceCount > 10) {
    issues.push(`${at}instanceCount: a domain has at most 10 instances of ${instanceType}, not ${instanceCount}.`)
  }
  const largest = largestVolumeGb[instanceType] ?? Number.POSITIVE_INFINITY
  if (volumeGb < 10) issues.push(`${at}volumeGb: a volume has at least 10 GiB, not ${volumeGb}.`)
  if (volumeGb > largest) {
    issues.push(`${at}volumeGb: a volume of ${instanceType} has at most ${largest} GiB, not ${volumeGb}.`)
  }
  return issues
}

function checkAccess({ access, vpc }: DomainSpec): string[] {
  if (access === 'account') return []
  if ('policy' in access) {
    return policyIssues(access.policy, vpc !== undefined).map((issue) => `aws.opensearch.accessPolicy: it ${issue}.`)
  }
  const strange = access.principals.filter((principal) => !/^(\d{12}|arn:[^:]+:(iam|sts)::\d{12}:.+)$/.test(principal))
  return [
    ...(access.principals.length === 0 ? ['aws.opensearch.principals: nobody could call the domain.'] : []),
    ...strange.map(
      (principal) => `aws.opensearch.principals: '${principal}' is not the ARN of a user, role or account.`,
    ),
  ]
}

function checkVpc({ vpc, instanceCount }: DomainSpec): string[] {
  if (!vpc) return []
  const zones = vpc.subnetIds.length
  if (zones < 1 || zones > 3)
    return [`aws.opensearch.vpc.subnetIds: a domain is in one to three subnets, not ${zones}.`]
  if (instanceCount >= zones) return []
  return [`aws.opensearch.vpc.subnetIds: ${zones} subnets need as many instances; instanceCount is ${instanceCount}.`]
}

function checkTags(tags: DomainSpec['tags']): string[] {
  const keys = Object.keys(tags)
  const issues: string[] = []
  if (keys.length > MOST_TAGS) {
    issues.push(`aws.tags: a domain has at most 10 tags, of which one is ours; there are ${keys.length}.`)
  }
  for (const [key, value] of Object.entries(tags)) {
    if (/^aws:/i.test(key)) issues.push(`aws.tags: '${key}' is reserved by AWS.`)
    else if (key === OWNERSHIP_TAG) issues.push(`aws.tags: '${key}' is ours.`)
    else if (key === '' || key.length > 128) issues.push(`aws.tags: the key '${key}' has not 1 to 128 characters.`)
    if (value.length > 256) issues.push(`aws.tags: the value of '${key}' has more than 256 characters.`)
  }
  return issues
}
