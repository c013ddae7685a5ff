import { eachItem, members, membersOf, ownName, type Translate } from '../queries/walk.ts'
import { templateAliases } from './index-aliases.ts'
import { ownPatternsOf } from './index-patterns.ts'
import { indexSettings } from './index-settings.ts'

/** What an index gets of a template. */
const content = { settings: indexSettings, aliases: templateAliases }

/** A component template. */
export const componentTemplate: Translate = members({ template: members(content) })

/** An index template, as put or as simulated. */
export const indexTemplate: Translate = members({
  index_patterns: ownPatternsOf,
  composed_of: eachItem(ownName),
  template: members(content),
})

/** A template of the older form. `template` is what `index_patterns` was called once, and is one text. */
export const legacyTemplate: Translate = (walk, node) => {
  members({ index_patterns: ownPatternsOf, ...content })(walk, node)
  for (const { name, value } of membersOf(node)) {
    if (name === 'template' && value.kind === 'text') ownPatternsOf(walk, value)
  }
}
