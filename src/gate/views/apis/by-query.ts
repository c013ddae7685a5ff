import type { ApiRules } from '../api.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { reindex, updateByQuery } from '../documents/by-query.ts'
import { checkSort } from './search.ts'

const byQuery = {
  parts: { index: 'indices' },
  query: { q: 'lucene-query' },
  effect: 'changes',
  body: jsonBody(updateByQuery),
  check: checkSort,
} as const

/** What is done with all documents that a query finds. */
export const byQueryApis: Readonly<Record<string, ApiRules>> = {
  delete_by_query: byQuery,
  delete_by_query_rethrottle: { effect: 'reads' },
  reindex: { effect: 'changes', body: jsonBody(reindex) },
  reindex_rethrottle: { effect: 'reads' },
  update_by_query: { ...byQuery, query: { ...byQuery.query, pipeline: 'pipeline' } },
  update_by_query_rethrottle: { effect: 'reads' },
}
