import { createHash } from 'node:crypto'

/** What every name this package gives starts with; nothing is ever deleted whose name does not. */
export const NAME_PREFIX = 'vaf-'

/** What of the project's name fits: a domain's name has 28 characters at most. */
const PROJECT_LENGTH = 13

/** What of a key goes into a name: enough to be alone in an account. */
const KEY_LENGTH = 6

export interface ResourceName {
  /** What tells a person whose it is. */
  readonly project: string
  /** What tells it from others of the project: a run's id, or a fingerprint. */
  readonly key: string
  /** From 1; the next one can be made while those before are being deleted. */
  readonly generation: number
}

/**
 * `vaf-data-layer-8f3a1c-1`: within the rules of a domain's name (3 to 28 lower-case letters, digits and hyphens, a letter
 * first) and of a cluster's (no two hyphens in a row, none at the end).
 */
export function resourceName({ project, key, generation }: ResourceName): string {
  return `${projectPrefix(project)}${key.slice(0, KEY_LENGTH)}-${generation}`
}

/** What all names of a project start with, and those of others do not: `vaf-data-layer-`. 18 characters at most. */
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

/** Twelve hex digits that are the same for specs that ask for the same, in whatever order they say it. */
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
