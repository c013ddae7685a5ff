import type { ApiRules, Call } from './api.ts'
import { partsOf } from './api-paths.ts'
import { filterPath } from './names/filter-path.ts'
import { isAll, splitNames } from './names/index-expression.ts'
import { isPattern } from './names/pattern.ts'
import { translateName } from './translate-name.ts'
import type { View } from './view.ts'

const ALLOWS_NONE = 'allow_no_indices'

/** APIs that only read, for which each pattern has to find something unless they are told otherwise. */
const WANTS_SOME: ReadonlySet<string> = new Set(['indices.validate_query'])

/** The parameters of a call's query in physical names. Fails with NameRejected. */
export function translateQuery(call: Call, rules: ApiRules, view: View): Call['query'] {
  const hasOption = call.query.some(([name]) => name === ALLOWS_NONE)
  const query =
    WANTS_SOME.has(call.path.api) && !hasOption ? [...call.query, [ALLOWS_NONE, 'false'] as const] : call.query
  return query.map(([name, value]) => {
    const sort = rules.query?.[name]
    if (sort !== undefined) return [name, translateName(sort, value, view)]
    if (name === 'filter_path') return [name, filterPath(value, call.path.api, view)]
    if (name === ALLOWS_NONE && value === 'false' && patternsFind(call, rules, view)) return [name, 'true']
    return [name, value]
  })
}

/**
 * Whether a pattern in a part of the path finds something sealed. It then becomes several, of which not each finds something,
 * and the engine would take that for a pattern that finds nothing.
 */
const patternsFind = (call: Call, rules: ApiRules, view: View): boolean =>
  partsOf(call.path).some((part) => {
    if (rules.parts?.[part] !== 'indices') return false
    const names = splitNames(call.parts[part] ?? '')
    return view.sealedIn(isAll(names) ? names : names.filter(isPattern)).length > 0
  })

/** Whether patterns stand for nothing but themselves in a call. */
export const takesPatternsLiterally = ({ query }: Call): boolean =>
  query.findLast(([name]) => name === 'expand_wildcards')?.[1] === 'none'

/** What of an expression reaches something where patterns are only names. It may be nothing, which is not all. */
export const exactOf = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !isPattern(name) && name !== '_all')

/** An index expression in which patterns are only names, which no index has. */
export const literally = (text: string, view: View): string =>
  (text === '' ? ['_all'] : splitNames(text)).map((name) => view.physical(name)).join(',')
