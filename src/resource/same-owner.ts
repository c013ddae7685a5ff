import type { Owner } from './resource.ts'

/** What a session's name can be; stand-in hosts have others than runs. */
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/

/** Whether both are the same session, with the same proof. What is absent on one side only is not the same. */
export const isSameOwner = (one: Owner, other: Owner): boolean =>
  one.session === other.session && one.proof === other.proof

/**
 * Makes sure that a deletion knows whose the resource has to be: data from a file may lack what its type promises. Fails
 * with a TypeError.
 */
export function assertOwner(owner: Owner): void {
  const { session } = owner ?? {}
  if (typeof session === 'string' && NAME.test(session)) return
  throw new TypeError(`Nothing is deleted for a session of the name ${JSON.stringify(session) ?? 'undefined'}.`)
}
