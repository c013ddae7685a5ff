import { memberOf } from '../json/json-edits.ts'
import { none, ownIndex, ownName, pipelineName, type Translate } from '../queries/walk.ts'
import { eachSetting } from './each-setting.ts'

/**
 * Translates the settings of an index that name something. The engine takes them nested, flat or half flat, and with or
 * without `index.` at the start: `{ index: { 'search.default_pipeline': 'x' } }` is `{ 'index.search.default_pipeline': 'x' }`.
 */
export const indexSettings: Translate = eachSetting((setting) => NAMING.get(setting.replace(/^index\./, '')) ?? none)

/** What is put over the settings of existing indices; the engine takes it with and without `settings` around it. */
export const changedSettings: Translate = (walk, node) => {
  const wrapped = memberOf(node, 'settings')
  indexSettings(walk, wrapped?.kind === 'object' ? wrapped : node)
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
