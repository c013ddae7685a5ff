import { randomInt } from 'node:crypto'

/** `vaf-` and five characters, as the source of a regular expression. Its length is fixed, because names are cut by it. */
export const RUN_ID = 'vaf-[0-9a-z]{5}'

const wholeId = new RegExp(`^${RUN_ID}$`)
/** In a view, names of hidden indices keep their dots, and those behind data streams their beginning. */
const idAndHyphen = new RegExp(`^(?:\\.(?:ds-)?)?(${RUN_ID})-`)

/** A new run's id: `vaf-3f9c2`. */
export function newRunId(): string {
  return `vaf-${fiveRandomCharacters()}`
}

/** The five digits and lower-case letters that follow `vaf-` in a run's id. */
export function fiveRandomCharacters(): string {
  return randomInt(36 ** 5)
    .toString(36)
    .padStart(5, '0')
}

/** Whether a text has the exact shape of a run's id. */
export const isRunId = (text: string): boolean => wholeId.test(text)

/** The id of the run that made what has this name: `vaf-3f9c2` for `vaf-3f9c2-w1-films` and `.vaf-3f9c2-w1-t1-films`. `undefined`: no run made it. */
export const runIdOf = (name: string): string | undefined => idAndHyphen.exec(name)?.[1]
