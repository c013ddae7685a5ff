import type { OwnershipTags } from './resource.ts'

/** The key of the one tag by which we recognise what is ours: a domain can have no more than ten. */
export const OWNERSHIP_TAG = 'vitest-aws-fixtures'

/** What AWS allows in a tag's value everywhere. */
const allowed = /^[\p{L}\p{N} _.:/=+\-@]{1,256}$/u

/**
 * Who owns a resource, as the value of its tag: `session=vaf-3f9c2 fingerprint=8f3a1c0b2d`.
 * Fails with a TypeError where AWS would not take it.
 */
export function packOwnership({ session, fingerprint }: OwnershipTags): string {
  const value = [`session=${session}`, ...(fingerprint === undefined ? [] : [`fingerprint=${fingerprint}`])].join(' ')
  if (/\s/.test(session + (fingerprint ?? '')) || !allowed.test(value)) {
    throw new TypeError(`AWS takes no tag with the value '${value}'.`)
  }
  return value
}

/** Reads it back, also where a later version has written more into it; `undefined`: it is not of this form. */
export function unpackOwnership(value: string | undefined): OwnershipTags | undefined {
  const pairs = (value ?? '').split(' ').map((pair) => pair.split('=', 2))
  const { session, fingerprint } = Object.fromEntries(pairs) as Partial<Record<string, string>>
  return session ? { session, ...(fingerprint && { fingerprint }) } : undefined
}
