import { randomInt } from 'node:crypto'

/** `vaf-` and five characters. Names and partitions start with it, so its shape never varies. */
const SESSION_ID = /^vaf-[0-9a-z]{5}$/

/** A new session's id: `vaf-3f9c2`. */
export function newSessionId(): string {
  const digits = randomInt(36 ** 5)
    .toString(36)
    .padStart(5, '0')
  return `vaf-${digits}`
}

/** Whether a text has the exact shape of a session's id. */
export const isSessionId = (text: string): boolean => SESSION_ID.test(text)
