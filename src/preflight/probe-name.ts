import { fiveRandomCharacters } from '../base/run-id.ts'

/** The name of what is written only to see whether it may be: no run's, and one that a role on `vaf-*` allows. */
export function probeName(): string {
  return `vaf-probe-${fiveRandomCharacters()}`
}
