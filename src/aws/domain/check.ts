import { OWNERSHIP_TAG } from '../../resource/ownership-tag.ts'
import { domainVersions, isDomainVersion } from '../facts/domain-versions.ts'
import { policyIssues } from './access-policy.ts'
import * as messages from './messages.ts'
import type { DomainSpec } from './spec.ts'

/** How many tags a domain can have beside the one of this package. */
const MOST_TAGS = 9
const MOST_T3_INSTANCES = 10
/** In GiB. */
const SMALLEST_VOLUME_GB = 10

/** The largest volume in GiB of instance types for which a limit is known. */
const largestVolumeGb: Readonly<Record<string, number>> = { 't3.small.search': 100, 't3.medium.search': 200 }

/**
 * The issues with a domain that AWS is known to reject, in the words of the options. AWS may also reject a domain without
 * issues. Makes no call, so that a wrong option costs no time.
 */
export function checkDomainSpec(spec: DomainSpec, name: string): string[] {
  return [...checkName(name), ...checkSize(spec), ...checkAccess(spec), ...checkVpc(spec), ...checkTags(spec.tags)]
}

function checkName(name: string): string[] {
  return /^[a-z][a-z0-9-]{2,27}$/.test(name) ? [] : [messages.badName(name)]
}

function checkSize({ engineVersion, instanceType, instanceCount, volumeGb }: DomainSpec): string[] {
  const issues: string[] = []
  if (!isDomainVersion(engineVersion)) issues.push(messages.unknownVersion(engineVersion, domainVersions))
  const family = /^([a-z0-9]+)\.[a-z0-9]+\.search$/.exec(instanceType)?.[1]
  if (family === undefined) {
    issues.push(messages.badInstanceType(instanceType))
  } else if (/^(t2|m3|r3)$/.test(family)) {
    issues.push(messages.noEncryption(instanceType))
  } else if (/^(i\d|im\d|r\dgd|oi\d)/.test(family)) {
    issues.push(messages.ownDisks(instanceType))
  }
  if (family === 't3' && instanceCount > MOST_T3_INSTANCES) {
    issues.push(messages.tooManyInstances(instanceType, MOST_T3_INSTANCES, instanceCount))
  }
  const largest = largestVolumeGb[instanceType] ?? Number.POSITIVE_INFINITY
  if (volumeGb < SMALLEST_VOLUME_GB) issues.push(messages.volumeTooSmall(SMALLEST_VOLUME_GB, volumeGb))
  if (volumeGb > largest) issues.push(messages.volumeTooLarge(instanceType, largest, volumeGb))
  return issues
}

function checkAccess({ access, vpc }: DomainSpec): string[] {
  if (access === 'account') return []
  if ('policy' in access) {
    return policyIssues(access.policy, vpc !== undefined)
  }
  const strange = access.principals.filter((principal) => !/^(\d{12}|arn:[^:]+:(iam|sts)::\d{12}:.+)$/.test(principal))
  return [...(access.principals.length === 0 ? [messages.noPrincipals()] : []), ...strange.map(messages.badPrincipal)]
}

function checkVpc({ vpc, instanceCount }: DomainSpec): string[] {
  if (!vpc) return []
  const zones = vpc.subnetIds.length
  if (zones < 1 || zones > 3) return [messages.badSubnetCount(zones)]
  return instanceCount >= zones ? [] : [messages.fewerInstancesThanSubnets(zones, instanceCount)]
}

function checkTags(tags: DomainSpec['tags']): string[] {
  const keys = Object.keys(tags)
  const issues: string[] = []
  if (keys.length > MOST_TAGS) issues.push(messages.tooManyTags(MOST_TAGS, keys.length))
  for (const [key, value] of Object.entries(tags)) {
    if (/^aws:/i.test(key)) issues.push(messages.reservedTag(key))
    else if (key === OWNERSHIP_TAG) issues.push(messages.ownTag(key))
    else if (key === '' || key.length > 128) issues.push(messages.badTagKey(key))
    if (value.length > 256) issues.push(messages.badTagValue(key))
  }
  return issues
}
