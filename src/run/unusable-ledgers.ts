import type { UnusableLedger } from '../ledger/ledger-files.ts'

/** So many are named. */
const NAMED = 5

/** One warning for all ledgers that are passed over: which, why, and what to do. */
export function unusableLedgers(unusable: readonly UnusableLedger[]): string {
  const named = unusable.slice(0, NAMED).map(({ file, why }) => `${file} (${why})`)
  const more = unusable.length > NAMED ? `, and ${unusable.length - NAMED} more` : ''
  return [
    `${unusable.length === 1 ? 'A ledger' : `${unusable.length} ledgers`} cannot be used, and nothing is deleted by it: ${named.join(', ')}${more}.`,
    '   What it may have recorded on AWS stays until it is deleted by hand; its names begin with vaf-.',
    '   Another version of this package may need it. Otherwise look for such resources, and then remove the file.',
  ].join('\n')
}
