import { eachItem, members, ownIndex, ownName, type Translate } from '../queries/walk.ts'
import { templateAliases } from './index-aliases.ts'
import { indexSettings } from './index-settings.ts'

/** What an index gets of a template. */
const content = { settings: indexSettings, aliases: templateAliases }

/** The patterns for the indices that a template is for: a text or a list. */
const patterns = eachItem(ownIndex)

/** A component template. */
export const componentTemplate: Translate = members({ template: members(content) })

/** An index template, as put or as simulated. */
export const indexTemplate: Translate = members({
  index_patterns: patterns,
  composed_of: eachItem(ownName),
  template: members(content),
})

/** A template of the older form. `template` is what `index_patterns` was called once, and is one text. */
export const legacyTemplate: Translate = members({
  index_patterns: patterns,
  template: (walk, node) => {
    if (node.kind === 'text') ownIndex(walk, node)
  },
  ...content,
})
