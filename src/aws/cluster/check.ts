import { OWNERSHIP_TAG } from '../../resource/ownership-tag.ts'
import { NAME_PREFIX } from '../../resource/resource-name.ts'
import type { ClusterSpec } from './spec.ts'

/** What AWS would refuse, now or after minutes: an issue each, in the words of the options. Makes no call. */
export function checkClusterSpec(spec: ClusterSpec, id: string): string[] {
  return [...idIssues(id), ...versionIssues(spec), ...capacityIssues(spec), ...tagIssues(spec.tags)]
}

/** Its instance is called `<id>-1`, and has to fit as well. */
const LONGEST_ID = 63 - '-1'.length

function idIssues(id: string): string[] {
  if (!id.startsWith(NAME_PREFIX)) return [`The cluster's name '${id}' does not begin with '${NAME_PREFIX}'.`]
  if (id.length > LONGEST_ID) {
    return [
      `The cluster's name '${id}' has ${id.length} characters; ${LONGEST_ID} are the most, for its instance has two more.`,
    ]
  }
  const isGood = /^[a-z][a-z0-9-]*$/.test(id) && !id.endsWith('-') && !id.includes('--')
  return isGood
    ? []
    : [
        `The cluster's name '${id}' may have lower-case letters, digits and hyphens, no two hyphens in a row and none at the end.`,
      ]
}

function versionIssues({ engineVersion, publiclyAccessible, capacity }: ClusterSpec): string[] {
  if (engineVersion === undefined) return []
  if (!/^\d+(\.\d+){3}$/.test(engineVersion)) {
    return [`neptune.engineVersion: '${engineVersion}' is not a version of Amazon Neptune, such as 1.4.6.0.`]
  }
  return [
    ...('maxNcu' in capacity && !isAtLeast(engineVersion, '1.2.0.1')
      ? [`aws.neptune.serverless: engine ${engineVersion} has no serverless instances; 1.2.0.1 is the first that has.`]
      : []),
    ...(publiclyAccessible && !isAtLeast(engineVersion, '1.4.6.0')
      ? [
          `aws.neptune.publiclyAccessible: engine ${engineVersion} has no public address; 1.4.6.0 is the first that has.`,
        ]
      : []),
  ]
}

function isAtLeast(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) >= 0
}

const SMALLEST_NCU = 1
const LARGEST_NCU = 128

function capacityIssues({ capacity }: ClusterSpec): string[] {
  if ('instanceClass' in capacity) {
    const { instanceClass } = capacity
    if (instanceClass === 'db.serverless') {
      return ["aws.neptune.instanceClass: 'db.serverless' needs limits; give aws.neptune.serverless instead."]
    }
    return /^db\.[a-z0-9-]+\.[a-z0-9]+$/.test(instanceClass)
      ? []
      : [`aws.neptune.instanceClass: '${instanceClass}' is not an instance class, such as db.t3.medium.`]
  }
  const limits = Object.entries(capacity).flatMap(([limit, ncu]) =>
    ncu >= SMALLEST_NCU && ncu <= LARGEST_NCU && Number.isInteger(ncu * 2)
      ? []
      : [`aws.neptune.serverless.${limit}: ${ncu} is not between ${SMALLEST_NCU} and ${LARGEST_NCU} in steps of 0.5.`],
  )
  if (limits.length > 0 || capacity.minNcu <= capacity.maxNcu) return limits
  return [`aws.neptune.serverless: minNcu, ${capacity.minNcu}, is above maxNcu, ${capacity.maxNcu}.`]
}

/** A resource can have 50; one is ours. */
const MOST_TAGS = 49
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

function tagIssues(tags: ClusterSpec['tags']): string[] {
  const issues = Object.entries(tags).flatMap(([key, value]) => {
    if (key === OWNERSHIP_TAG) return [`aws.tags: the key '${key}' is this package's own.`]
    if (/^(aws|rds):/i.test(key)) return [`aws.tags: the key '${key}' is reserved by AWS.`]
    if (key === '' || key.length > 128 || !CHARACTERS.test(key)) return [`aws.tags: '${key}' cannot be a tag's key.`]
    return value.length > 256 || !CHARACTERS.test(value) ? [`aws.tags.${key}: '${value}' cannot be a tag's value.`] : []
  })
  const count = Object.keys(tags).length
  return count > MOST_TAGS ? [...issues, `aws.tags: ${count} tags are too many; ${MOST_TAGS} are the most.`] : issues
}
