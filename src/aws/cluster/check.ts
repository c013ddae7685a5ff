import { OWNERSHIP_TAG } from '../../resource/ownership-tag.ts'
import { NAME_PREFIX } from '../../resource/resource-name.ts'
import * as messages from './messages.ts'
import type { ClusterSpec } from './spec.ts'

/** The issues with a cluster that AWS would reject, at once or after minutes, in the words of the options. Makes no call. */
export function checkClusterSpec(spec: ClusterSpec, id: string): string[] {
  return [...idIssues(id), ...versionIssues(spec), ...capacityIssues(spec), ...tagIssues(spec.tags)]
}

/** The most characters of an id: that of the instance, `<id>-1`, has to fit as well. */
const LONGEST_ID = 63 - '-1'.length

function idIssues(id: string): string[] {
  if (!id.startsWith(NAME_PREFIX)) return [messages.badPrefix(id)]
  if (id.length > LONGEST_ID) return [messages.idTooLong(id, LONGEST_ID)]
  const isGood = /^[a-z][a-z0-9-]*$/.test(id) && !id.endsWith('-') && !id.includes('--')
  return isGood ? [] : [messages.badId(id)]
}

/** The first engines with serverless instances, and with public addresses. */
const FIRST_SERVERLESS = '1.2.0.1'
const FIRST_PUBLIC = '1.4.6.0'

function versionIssues({ engineVersion, publiclyAccessible, capacity }: ClusterSpec): string[] {
  if (engineVersion === undefined) return []
  if (!/^\d+(\.\d+){3}$/.test(engineVersion)) {
    return [messages.badVersion(engineVersion)]
  }
  return [
    ...('maxNcu' in capacity && !isAtLeast(engineVersion, FIRST_SERVERLESS)
      ? [messages.tooOldForServerless(engineVersion, FIRST_SERVERLESS)]
      : []),
    ...(publiclyAccessible && !isAtLeast(engineVersion, FIRST_PUBLIC)
      ? [messages.tooOldForPublic(engineVersion, FIRST_PUBLIC)]
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
    if (instanceClass === 'db.serverless') return [messages.serverlessClass()]
    return /^db\.[a-z0-9-]+\.[a-z0-9]+$/.test(instanceClass) ? [] : [messages.badInstanceClass(instanceClass)]
  }
  const limits = Object.entries(capacity).flatMap(([limit, ncu]) =>
    ncu >= SMALLEST_NCU && ncu <= LARGEST_NCU && Number.isInteger(ncu * 2)
      ? []
      : [messages.badCapacity(limit, ncu, SMALLEST_NCU, LARGEST_NCU)],
  )
  if (limits.length > 0 || capacity.minNcu <= capacity.maxNcu) return limits
  return [messages.capacityUpsideDown(capacity.minNcu, capacity.maxNcu)]
}

/** How many tags a cluster can have beside the one of this package. */
const MOST_TAGS = 49
const CHARACTERS = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u

function tagIssues(tags: ClusterSpec['tags']): string[] {
  const issues = Object.entries(tags).flatMap(([key, value]) => {
    if (key === OWNERSHIP_TAG) return [messages.ownTag(key)]
    if (/^(aws|rds):/i.test(key)) return [messages.reservedTag(key)]
    if (key === '' || key.length > 128 || !CHARACTERS.test(key)) return [messages.badTagKey(key)]
    return value.length > 256 || !CHARACTERS.test(value) ? [messages.badTagValue(key, value)] : []
  })
  const count = Object.keys(tags).length
  return count > MOST_TAGS ? [...issues, messages.tooManyTags(MOST_TAGS, count)] : issues
}
