import { nameUnder } from '../../gate/views/own-index-name.ts'

/** What the names of a namespace start with: one prefix, or several, of which none is the beginning of another. */
export type Prefixes = string | readonly string[]

/** Whether a physical name is one of a namespace. */
export const isUnder = (name: string, prefixes: Prefixes): boolean =>
  [prefixes].flat().some((prefix) => nameUnder(name, prefix) !== undefined)
