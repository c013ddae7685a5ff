import type { Owner, OwnershipTags } from './resource.ts'
import { NAME_PREFIX } from './resource-name.ts'

/** The key of the one tag by which we recognise what is ours: a domain can have no more than ten. */
export const OWNERSHIP_TAG = 'vitest-aws-fixtures'

/** What AWS allows in a tag's value everywhere. */
const allowed = /^[\p{L}\p{N} _.:/=+\-@]{1,256}$/u

/** What is in the value, in its order. */
const parts = ['run', 'proof', 'fingerprint', 'expires', 'project'] as const

/**
 * Who owns a resource, as the value of its tag: `run=vaf-3f9c2 fingerprint=8f3a1c0b2d expires=2026-11-25T08:00:00Z`.
 * Fails with a TypeError where AWS would not take it.
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
 * Reads it back, also where a later version has written more into it; `undefined`: it is not of this form. One that says the
 * same thing twice is nobody's: which of the two is meant, nobody knows.
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

/** What a run's name can be; daemons have others than runs. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Whether both are the same run, with the same proof. What is absent on one side only is not the same. */
export const isSameOwner = (one: Owner, other: Owner): boolean => one.run === other.run && one.proof === other.proof

/**
 * Makes sure that a deletion knows whose the resource has to be: data from a file may lack what its type promises. Fails
 * with a TypeError.
 */
export function assertOwner(owner: Owner): void {
  const { run } = owner ?? {}
  if (typeof run === 'string' && NAME.test(run)) return
  throw new TypeError(`Nothing is deleted for a run of the name ${JSON.stringify(run) ?? 'undefined'}.`)
}

/** Those of these names whose tag says that they are the run's. Names that are none of ours are not even asked about. */
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
