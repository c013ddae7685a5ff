import { dirname } from 'node:path'
import { isOfAnotherUser } from '../cache/unpacked.ts'

/** Whether a place in a Java home is that of an archive of Java's own classes: `lib/server/classes.jsa`, or a variant of it. */
export const isArchiveOfJava = (place: string): boolean => /^(?:lib|bin)\/\w+\/classes\w*\.jsa$/.test(place)

/**
 * Options for each start of a `java` executable: none, or to do without its class archive. An archive is code and cannot be
 * pinned, so that the archive of a runtime that another user may have unpacked is not used. It only saves time.
 */
export function archiveOptions(java: string): readonly string[] {
  return isOfAnotherUser(dirname(dirname(java))) ? ['-Xshare:off'] : []
}
