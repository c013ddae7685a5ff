import type { ApiRules, Effect } from '../api.ts'

/** An API about an index expression, and about all indices at the same path without it: `/{index}/_search`, `/_search`. */
export const aboutIndices = (path: string, effect: Effect, further: Partial<ApiRules> = {}): ApiRules => ({
  ...{ parts: { index: 'indices' }, named: { [path]: `/{index}${path}` }, effect },
  ...further,
})

/** A table about an index expression, and about all indices at the path without it: `/_cat/indices/{index}`, `/_cat/indices`. */
export const tableOfIndices = (path: string): ApiRules => ({
  ...{ parts: { index: 'indices' }, named: { [path]: `${path}/{index}` }, effect: 'reads', answer: 'table' },
})
