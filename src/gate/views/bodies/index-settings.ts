import type { JsonNode } from '../json/json-edits.ts'
import { membersOf, ownName, pipelineName, type Translate, textOf, type Walk } from '../queries/walk.ts'

/**
 * Translates the settings of an index that name something. The engine takes them nested, flat or half flat, and with or
 * without `index.` at the start: `{ index: { 'search.default_pipeline': 'x' } }` is `{ 'index.search.default_pipeline': 'x' }`.
 */
export const indexSettings: Translate = (walk, node) => settingsUnder('', walk, node)

/** What is put over the settings of existing indices; the engine takes it with and without `settings` around it. */
export const changedSettings: Translate = (walk, node) => {
  const wrapped = membersOf(node).find(({ name, value }) => name === 'settings' && value.kind === 'object')
  indexSettings(walk, wrapped?.value ?? node)
}

function settingsUnder(path: string, walk: Walk, node: JsonNode): void {
  for (const { name, value } of membersOf(node)) {
    const setting = `${path}${name}`
    if (value.kind === 'object') settingsUnder(`${setting}.`, walk, value)
    else NAMING.get(setting.replace(/^index\./, ''))?.(walk, value)
  }
}

/** An alias by which a policy, that is no request, rolls an index over: those that the scope makes. */
const rolledAlias: Translate = ({ edits, context }, node) => {
  const name = textOf(node)
  if (name) edits.replace(node, context.view.ownIndex(name))
}

/** The settings that name something, without `index.`, and what they name. */
const NAMING: ReadonlyMap<string, Translate> = new Map([
  ['default_pipeline', pipelineName],
  ['final_pipeline', pipelineName],
  ['search.default_pipeline', pipelineName],
  ...['plugins', 'opendistro'].flatMap((plugins): [string, Translate][] => [
    [`${plugins}.index_state_management.rollover_alias`, rolledAlias],
    [`${plugins}.index_state_management.policy_id`, ownName],
  ]),
])
