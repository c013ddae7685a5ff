import { type JsonNode, memberOf } from '../json/json-edits.ts'
import { membersOf, ownIndex, ownName, pipelineName, type Translate, type Walk } from '../queries/walk.ts'

/**
 * Translates the settings of an index that name something. The engine takes them nested, flat or half flat, and with or
 * without `index.` at the start: `{ index: { 'search.default_pipeline': 'x' } }` is `{ 'index.search.default_pipeline': 'x' }`.
 */
export const indexSettings: Translate = (walk, node) => settingsUnder('', walk, node)

/** What is put over the settings of existing indices; the engine takes it with and without `settings` around it. */
export const changedSettings: Translate = (walk, node) => {
  const wrapped = memberOf(node, 'settings')
  indexSettings(walk, wrapped?.kind === 'object' ? wrapped : node)
}

function settingsUnder(path: string, walk: Walk, node: JsonNode): void {
  for (const { name, value } of membersOf(node)) {
    const setting = `${path}${name}`
    if (value.kind === 'object') settingsUnder(`${setting}.`, walk, value)
    else NAMING.get(setting.replace(/^index\./, ''))?.(walk, value)
  }
}

/** The settings that name something, without `index.`, and what they name. */
const NAMING: ReadonlyMap<string, Translate> = new Map([
  ['default_pipeline', pipelineName],
  ['final_pipeline', pipelineName],
  ['search.default_pipeline', pipelineName],
  ...['plugins', 'opendistro'].flatMap((plugins): [string, Translate][] => [
    // A policy, which is no request, rolls over only what the scope makes.
    [`${plugins}.index_state_management.rollover_alias`, ownIndex],
    [`${plugins}.index_state_management.policy_id`, ownName],
  ]),
])
