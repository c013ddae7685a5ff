import type { Owner } from './resource.ts'

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
