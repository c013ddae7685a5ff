import type { ApiRules, BodyTranslator, Call } from '../api.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { memberOf } from '../json/json-edits.ts'
import { mayName } from '../queries/may-name.ts'
import { ALL_SCROLLS, DELETES_ALL_PITS, SORT_IN_QUERY, TELLS_ALL_PITS } from '../queries/messages.ts'
import { script } from '../queries/scripts.ts'
import { searchBody, searchTemplate } from '../queries/search-body.ts'
import { eachItem, members, ownName, query, readIndex, type Translate } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { searchLines } from './search-lines.ts'

const body = (translate: Translate): BodyTranslator => ({ ...jsonBody(translate), mayConcern: mayName })

const bodyWithQuery = body(members({ query }))
const templated = body(searchTemplate)

/** Documents by their ids, each of an index of its own where it names one. */
const documents = body(
  members({ docs: eachItem(members({ _index: readIndex })), parameters: members({ _index: readIndex }) }),
)

const ratedSearches = body(
  members({
    requests: eachItem(members({ request: searchBody, ratings: eachItem(members({ _index: readIndex })) })),
    templates: eachItem(members({ template: searchTemplate })),
  }),
)

const execution = body(members({ script, context_setup: members({ index: readIndex, query }) }))

/** The order of physical names is that of the user's only where copies can be made, which is for the body to say. */
export function checkSort({ query: parameters }: Call): void {
  if (parameters.some(([name, value]) => name === 'sort' && /(?:^|,)_index(?:$|[,:])/.test(value))) {
    throw new NameRejected(SORT_IN_QUERY)
  }
}

const checkScroll = ({ parts }: Call): void => {
  if (parts.scroll_id === '_all') throw new NameRejected(ALL_SCROLLS)
}

const clearedScrolls: BodyTranslator = {
  form: 'json',
  edit: ({ root }) => {
    const ids = memberOf(root, 'scroll_id')
    const all = ids?.kind === 'list' ? ids.items : [ids]
    if (all.some((id) => id?.kind === 'text' && id.text === '_all')) throw new NameRejected(ALL_SCROLLS)
  },
}

const indices = { index: 'indices' } as const

/** Searches, and what is told of them or prepares them. */
export const searchApis: Readonly<Record<string, ApiRules>> = {
  search: {
    parts: indices,
    query: { q: 'lucene-query', search_pipeline: 'pipeline' },
    named: { '/_search': '/{index}/_search' },
    effect: 'reads',
    body: body(searchBody),
    check: checkSort,
  },
  msearch: {
    parts: indices,
    named: { '/_msearch': '/{index}/_msearch' },
    effect: 'reads',
    body: searchLines(searchBody),
  },
  count: {
    parts: indices,
    query: { q: 'lucene-query' },
    named: { '/_count': '/{index}/_count' },
    effect: 'reads',
    body: bodyWithQuery,
  },
  explain: { parts: { index: 'index' }, query: { q: 'lucene-query' }, effect: 'reads', body: bodyWithQuery },
  field_caps: {
    parts: indices,
    named: { '/_field_caps': '/{index}/_field_caps' },
    effect: 'reads',
    body: body(members({ index_filter: query })),
  },
  'indices.validate_query': {
    parts: indices,
    query: { q: 'lucene-query' },
    named: { '/_validate/query': '/{index}/_validate/query' },
    effect: 'reads',
    body: bodyWithQuery,
  },
  rank_eval: {
    parts: indices,
    named: { '/_rank_eval': '/{index}/_rank_eval' },
    effect: 'reads',
    body: ratedSearches,
  },
  search_shards: {
    parts: indices,
    named: { '/_search_shards': '/{index}/_search_shards' },
    effect: 'reads',
    body: bodyWithQuery,
  },
  scroll: { effect: 'reads' },
  clear_scroll: { effect: 'reads', body: clearedScrolls, check: checkScroll },
  create_pit: { parts: indices, effect: 'reads' },
  delete_pit: { effect: 'reads' },
  get_all_pits: { effect: 'reads', rejected: TELLS_ALL_PITS },
  delete_all_pits: {
    effect: 'reads',
    rejected: DELETES_ALL_PITS,
  },
  search_template: {
    parts: indices,
    query: { search_pipeline: 'pipeline' },
    named: { '/_search/template': '/{index}/_search/template' },
    effect: 'reads',
    body: templated,
  },
  msearch_template: {
    parts: indices,
    named: { '/_msearch/template': '/{index}/_msearch/template' },
    effect: 'reads',
    body: searchLines(searchTemplate),
  },
  // The source of a template only comes back as it is, filled in.
  render_search_template: { parts: { id: 'own' }, effect: 'reads', body: body(members({ id: ownName })) },
  mget: { parts: { index: 'index' }, effect: 'reads', body: documents },
  termvectors: { parts: { index: 'index' }, effect: 'reads', body: body(members({ _index: readIndex })) },
  mtermvectors: { parts: { index: 'index' }, effect: 'reads', body: documents },
  'indices.analyze': { parts: { index: 'index' }, query: { index: 'index' }, effect: 'reads' },
  scripts_painless_execute: { effect: 'reads', body: execution },
}
