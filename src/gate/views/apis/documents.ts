import type { ApiRules } from '../api.ts'
import { bulkLines } from '../documents/bulk-lines.ts'
import { updateBody } from '../documents/update-body.ts'

const reads = { parts: { index: 'index' }, effect: 'reads' } as const
const changes = { parts: { index: 'index' }, effect: 'changes' } as const
const piped = { ...changes, query: { pipeline: 'pipeline' } } as const

/** What is done with single documents, or with many of them by their ids. */
export const documentsApis: Readonly<Record<string, ApiRules>> = {
  bulk: { ...piped, body: bulkLines },
  create: piped,
  delete: changes,
  exists: reads,
  exists_source: reads,
  get: reads,
  get_source: reads,
  index: piped,
  update: { ...changes, body: updateBody },
}
