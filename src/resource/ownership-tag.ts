import type { Owner, OwnershipTags } from './resource.ts'
import { NAME_PREFIX } from './resource-name.ts'

/** The key of the one tag by which we recognise our resources. It is one only, because a domain has room for ten tags. */
export const OWNERSHIP_TAG = 'vitest-aws-fixtures'

/** The values that every AWS service allows in a tag. */
const allowed = /^[\p{L}\p{N} _.:/=+\-@]{1,256}$/u

/** The parts of the value, in their order. */
const parts = ['run', 'proof', 'fingerprint', 'expires', 'project'] as const

/**
 * The owner of a resource as the value of its tag: `run=vaf-3f9c2 fingerprint=8f3a1c0b2d expires=2026-11-25T08:00:00Z`.
 * Fails with a TypeError where AWS would reject the value.
 */
export function packOwnership(tags: OwnershipTags): string {
  const there = parts.flatMap((key) => (tags[key] === undefined ? [] : [[key, tags[key]] as const]))
  const value = there.map((pair) => pair.join('=')).join(' ')
  if (there.some(([, part]) => /\s/.test(part)) || !allowed.test(value)) {
    throw new TypeError(`AWS takes no tag with the value '${value}'.`)
  }
  return value
}

/**
 * Parses the value of a tag, also one with additional parts of a later version. `undefined`: it is not in this form, or it has a
 * part twice, so that the right one is unknown.
 */
export function unpackOwnership(value: string | undefined): OwnershipTags | undefined {
  const pairs = (value ?? '').split(' ').map((pair): readonly [string, string] => {
    const end = pair.indexOf('=')
    return end < 0 ? [pair, ''] : [pair.slice(0, end), pair.slice(end + 1)]
  })
  const read = new Map(pairs)
  if (read.size < pairs.length) return undefined
  const there = parts.flatMap((key) => (read.get(key) ? [[key, read.get(key)]] : []))
  const { run, ...rest } = Object.fromEntries(there) as Partial<Record<(typeof parts)[number], string>>
  return run ? { run, ...rest } : undefined
}

/** What the name of a run can be. The names of daemons have another form than those of runs. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Whether both are the same run with the same proof. A proof on one side only counts as different. */
export const isSameOwner = (one: Owner, other: Owner): boolean => one.run === other.run && one.proof === other.proof

/**
 * Checks that a deletion has the owner that the resource must have, because data from a file may not match its type. Fails with
 * a TypeError.
 */
export function assertOwner(owner: Owner): void {
  const { run } = owner ?? {}
  if (typeof run === 'string' && NAME.test(run)) return
  throw new TypeError(`Nothing is deleted for a run of the name ${JSON.stringify(run) ?? 'undefined'}.`)
}

/** The names whose tags give them to the run. Names that do not have our form are not read. */
export async function ownedBy(
  run: string,
  names: readonly string[],
  ownerOf: (name: string) => Promise<OwnershipTags | undefined>,
): Promise<readonly string[]> {
  const owned: string[] = []
  for (const name of names.filter((each) => each.startsWith(NAME_PREFIX))) {
    if ((await ownerOf(name))?.run === run) owned.push(name)
  }
  return owned
}
