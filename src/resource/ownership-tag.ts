import type { OwnershipTags } from './resource.ts'

/** The key of the one tag by which a resource says whose it is. */
export const OWNERSHIP_TAG = 'vitest-aws-fixtures'

/** The tag's value: `session=vaf-3f9c2 fingerprint=8f3a1c0b2d`. One tag, for a domain can have ten at most. */
export function packOwnership({ session, fingerprint }: OwnershipTags): string {
  return `session=${session}${fingerprint === undefined ? '' : ` fingerprint=${fingerprint}`}`
}

/** What a tag's value says; pairs that a later version added are passed over. `undefined`: it is not one of ours. */
export function readOwnership(value: string): OwnershipTags | undefined {
  const pairs = new Map(value.split(' ').map((pair) => pair.split('=', 2) as [string, string]))
  const [session, fingerprint] = [pairs.get('session'), pairs.get('fingerprint')]
  return session ? { session, ...(fingerprint && { fingerprint }) } : undefined
}
