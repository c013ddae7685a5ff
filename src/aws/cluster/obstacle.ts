import { isNamed, isNotYet } from './calls.ts'

/** What says that there is nothing left to ask for. */
const done = ['DBClusterNotFoundFault', 'DBInstanceNotFoundFault']

/**
 * Why a request was not granted now, in a sentence; `undefined`: it was, or need not be. The wait decides for how long
 * that is borne, and says so where it does not pass. Fails with any other error.
 */
export async function asked(what: string, request: Promise<unknown>): Promise<string | undefined> {
  try {
    await request
  } catch (error) {
    if (isNamed(error, ...done)) return undefined
    if (!isNotYet(error)) throw error
    return `AWS refused to ${what}. ${(error as Error).name}: ${(error as Error).message}`
  }
  return undefined
}
