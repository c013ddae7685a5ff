import type { ApiRules, BodyTranslator, Call } from '../api.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { memberOf } from '../json/json-edits.ts'
import { mayName } from '../queries/may-name.ts'
import { script } from '../queries/scripts.ts'
import { searchBody, searchTemplate } from '../queries/search-body.ts'
import { eachItem, members, ownName, query, readIndex, type Translate } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { aboutIndices } from './about-indices.ts'
import { allScrolls, deletesAllPits, sortInQuery, tellsOfAllPits } from './messages.ts'
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
    throw new NameRejected(sortInQuery)
  }
}

const checkScroll = ({ parts }: Call): void => {
  if (parts.scroll_id === '_all') throw new NameRejected(allScrolls)
}

const clearedScrolls: BodyTranslator = {
  form: 'json',
  edit: ({ root }) => {
    const ids = memberOf(root, 'scroll_id')
    const all = ids?.kind === 'list' ? ids.items : [ids]
    if (all.some((id) => id?.kind === 'text' && id.text === '_all')) throw new NameRejected(allScrolls)
  },
}

/** Searches, and what is told of them or prepares them. */
export const searchApis: Readonly<Record<string, ApiRules>> = {
  search: aboutIndices('/_search', 'reads', {
    query: { q: 'lucene-query', search_pipeline: 'pipeline' },
    body: body(searchBody),
    check: checkSort,
  }),
  msearch: aboutIndices('/_msearch', 'reads', { body: searchLines(searchBody) }),
  count: aboutIndices('/_count', 'reads', { query: { q: 'lucene-query' }, body: bodyWithQuery }),
  explain: { parts: { index: 'index' }, query: { q: 'lucene-query' }, effect: 'reads', body: bodyWithQuery },
  field_caps: aboutIndices('/_field_caps', 'reads', { body: body(members({ index_filter: query })) }),
  'indices.validate_query': aboutIndices('/_validate/query', 'reads', {
    query: { q: 'lucene-query' },
    body: bodyWithQuery,
  }),
  rank_eval: aboutIndices('/_rank_eval', 'reads', { body: ratedSearches }),
  search_shards: aboutIndices('/_search_shards', 'reads', { body: bodyWithQuery }),
  scroll: { effect: 'reads' },
  clear_scroll: { effect: 'reads', body: clearedScrolls, check: checkScroll },
  create_pit: { parts: { index: 'indices' }, effect: 'reads' },
  delete_pit: { effect: 'reads' },
  get_all_pits: { effect: 'reads', rejected: tellsOfAllPits },
  delete_all_pits: { effect: 'reads', rejected: deletesAllPits },
  search_template: aboutIndices('/_search/template', 'reads', {
    query: { search_pipeline: 'pipeline' },
    body: templated,
  }),
  msearch_template: aboutIndices('/_msearch/template', 'reads', { body: searchLines(searchTemplate) }),
  // The source of a template only comes back as it is, filled in.
  render_search_template: { parts: { id: 'own' }, effect: 'reads', body: body(members({ id: ownName })) },
  mget: { parts: { index: 'index' }, effect: 'reads', body: documents },
  termvectors: { parts: { index: 'index' }, effect: 'reads', body: body(members({ _index: readIndex })) },
  mtermvectors: { parts: { index: 'index' }, effect: 'reads', body: documents },
  'indices.analyze': { parts: { index: 'index' }, query: { index: 'index' }, effect: 'reads' },
  scripts_painless_execute: { effect: 'reads', body: execution },
}
