import type { Answer } from '../answer.ts'
import { explainedAnswer, followedBy } from './explained-answer.ts'

/** In what words the system says that a file could not be written. */
const NO_SPACE = /No space left on device|Disk quota exceeded/

/** The answer to a request that failed for want of room, with what is known of that; `undefined`: it failed otherwise. */
export function explainNoSpace(status: number, body: string, shortage: () => string | undefined): Answer | undefined {
  if (!NO_SPACE.test(body)) return undefined
  const word = shortage()
  return word === undefined ? undefined : explainedAnswer(status, body, followedBy(word))
}
