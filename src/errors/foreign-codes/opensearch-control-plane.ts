import type { Words } from './codes.ts'

/** Amazon OpenSearch Service: what its control plane answers beyond what any service does. */
export const openSearchControlWords: Words = {
  BaseException: 'server',
  DisabledOperationException: 'disabled',
  InvalidPaginationTokenException: 'invalid',
  InvalidTypeException: 'invalid',
  ResourceAlreadyExistsException: 'exists',
  SlotNotAvailableException: 'capacity',
}
