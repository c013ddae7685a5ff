import { createHash } from 'node:crypto'

/** The beginning of every name that this package gives. A resource with any other name is never deleted. */
export const NAME_PREFIX = 'vaf-'

/** How many characters of the project's name fit, because a domain's name has 28 characters at most. */
const PROJECT_LENGTH = 13

/** How many characters of a key a name has: enough to be unique in an account. */
const KEY_LENGTH = 6

export interface ResourceName {
  /** The project's part of the name, for people to read. */
  readonly project: string
  /** The part that is unique within the project: a run's id, or a fingerprint. */
  readonly key: string
  /** The number of the generation, from 1. The next one can be created while earlier ones are being deleted. */
  readonly generation: number
}

/**
 * A name such as `vaf-data-layer-8f3a1c-1`. It keeps the rules for a domain (3 to 28 lower-case letters, digits and hyphens, a
 * letter first) and for a cluster (no two hyphens in a row, none at the end).
 */
export function resourceName({ project, key, generation }: ResourceName): string {
  return `${projectPrefix(project)}${key.slice(0, KEY_LENGTH)}-${generation}`
}

/** The beginning of all names of a project, and of no other project: `vaf-data-layer-`. It has 18 characters at most. */
export function projectPrefix(project: string): string {
  const words = project
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, PROJECT_LENGTH + 1)
    .replace(/^-/, '')
    .slice(0, PROJECT_LENGTH)
    .replace(/-$/, '')
  return `${NAME_PREFIX}${words || 'tests'}-`
}

/** Twelve hex digits that are the same for equal specs, whatever the order of their fields. */
export function fingerprintOf(spec: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(ordered(spec)))
    .digest('hex')
    .slice(0, 12)
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]))
}
