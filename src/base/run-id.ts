import { randomInt } from 'node:crypto'

/** `vaf-` and five characters. Names and partitions start with it, so its shape never varies. */
const SESSION_ID = /^vaf-[0-9a-z]{5}$/

/** A new run's id: `vaf-3f9c2`. */
export function newRunId(): string {
  const digits = randomInt(36 ** 5)
    .toString(36)
    .padStart(5, '0')
  return `vaf-${digits}`
}

/** Whether a text has the exact shape of a run's id. */
export const isRunId = (text: string): boolean => SESSION_ID.test(text)
