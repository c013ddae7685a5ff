/** The wording of messages about cleanup and ledgers. */

/** When something is about to be created after the cleanup has ended. */
export const cleanupHasEnded = (name: string): string =>
  `${name} is not created: the cleanup of this run has ended already.`

/** When a line could not be written into a ledger. */
export const ledgerNotWritten = (file: string, cause: string) => [
  `The ledger ${file} cannot be written. Without it a run that is killed would leave its resources behind.`,
  `Last seen: ${cause}`,
  "Set 'aws.ledgerDirectory' to a folder that can be written.",
]

/** The reason why a file with a ledger's name is not used; a sentence in the warning of `unusableLedgers`. */
export const notAFile = (): string => 'It is not a file.'
export const tooLarge = (bytes: number): string => `It has ${bytes} bytes, more than any ledger.`
export const notALedger = (): string => 'Its first line is not that of a ledger.'
export const otherVersion = (version: string | number, ours: number): string =>
  `It is of version ${version}, and this is ${ours}.`
export const wrongFirstLine = (path: string): string => `Its first line is wrong at '${path}'.`
export const wrongLine = (line: number, path: string): string => `Its line ${line} is wrong at '${path}'.`
export const otherRun = (run: string): string => `It says that it is of run ${run}.`
