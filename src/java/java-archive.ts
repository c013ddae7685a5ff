import { dirname } from 'node:path'
import { isOfAnotherUser } from '../cache/unpacked.ts'

/** Whether a Java home has the archive of its own classes at a place: `lib/server/classes.jsa`, and variants of it. */
export const isArchiveOfJava = (place: string): boolean => /^(?:lib|bin)\/\w+\/classes\w*\.jsa$/.test(place)

/**
 * Options for each start of a `java` executable. An archive is code, and cannot be pinned: that of a runtime in a cache
 * which another user has filled is not used. It only saves time.
 */
export function archiveOptions(java: string): readonly string[] {
  return isOfAnotherUser(dirname(dirname(java))) ? ['-Xshare:off'] : []
}
