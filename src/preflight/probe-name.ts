import { randomInt } from 'node:crypto'

/** The name of what is written only to see whether it may be: no run's, and one that a role on `vaf-*` allows. */
export function probeName(): string {
  return `vaf-probe-${randomInt(36 ** 5)
    .toString(36)
    .padStart(5, '0')}`
}
