import type { errors } from '@opensearch-project/opensearch'

/*
 * Errors of the official client are told by their names: there may be two copies of it, the project's and this package's
 * own, and each has classes of its own.
 */

/** Whether the service has answered that it did not do it. */
export const isResponseError = (error: unknown): error is errors.ResponseError => isCalled('ResponseError', error)

/** Whether there was no answer. */
export const isConnectionError = (error: unknown): error is errors.ConnectionError => isCalled('ConnectionError', error)

function isCalled(name: string, error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'meta' in error && (error as Partial<Error>).name === name
}
