import type { JsonMember, JsonNode } from '../json/json-edits.ts'
import { splitNames } from '../names/index-expression.ts'
import { ownPatterns } from '../names/own-patterns.ts'
import { isPattern } from '../names/pattern.ts'
import {
  both,
  eachItem,
  itemsOf,
  members,
  membersOf,
  type Translate,
  textOf,
  textsOf,
  type Walk,
} from '../queries/walk.ts'
import { aliasDefinition, newAlias } from './index-aliases.ts'

/**
 * The body of `_aliases`. A sealed index that an action is about is copied before, also one that is to be deleted: with the
 * copy, all actions happen at once or not at all, as the engine does them.
 */
export const aliasActions: Translate = members({
  actions: eachItem(
    members({
      add: both(indices, members({ alias: made, aliases: made }), aliasDefinition),
      remove: both(indices, removedAliases),
      remove_index: indices,
    }),
  ),
})

/** The body of `PUT /{index}/_alias/{name}`, whose `index` and `alias` win over the path. */
export const aliasOfIndices: Translate = both(
  members({
    index: ({ edits, context }, node) => {
      const names = splitNames(textOf(node) ?? '')
      // The engine rejects none at all, which here must not become all.
      if (names.length === 0) return
      context.reach(names, 'changes')
      edits.replace(node, context.view.expression(names).join())
    },
    alias: made,
  }),
  aliasDefinition,
)

/** An alias that is made, or several. */
function made(walk: Walk, node: JsonNode): void {
  for (const item of itemsOf(node)) {
    const name = textOf(item)
    if (name !== undefined) newAlias(walk, name, (physical) => walk.edits.replace(item, physical))
  }
}

/** `index: 'a*'` and `indices: ['a', 'b*']`: each a name or a pattern. */
function indices(walk: Walk, action: JsonNode): void {
  for (const member of membersOf(action)) {
    if (member.name !== 'index' && member.name !== 'indices') continue
    const names = textsOf(member.value)
    // The engine rejects none at all, which here must not become all.
    if (names.length === 0 || names.includes('')) continue
    walk.context.reach(names, 'changes')
    put(walk, member, walk.context.view.expression(names), 'indices')
  }
}

/** `alias: 'a*'` and `aliases: ['a', 'b*']`. The indices are the scope's own by then, and so are their aliases. */
function removedAliases(walk: Walk, action: JsonNode): void {
  const { view } = walk.context
  for (const member of membersOf(action)) {
    if (member.name !== 'alias' && member.name !== 'aliases') continue
    const patterns = textsOf(member.value).flatMap((text) => {
      const excludes = text.startsWith('-') ? '-' : ''
      const name = text === '_all' ? '*' : text.slice(excludes.length)
      const physical = isPattern(name) ? ownPatterns(view.prefix, name) : [name && view.physical(name)]
      return physical.map((one) => excludes + one)
    })
    put(walk, member, patterns, 'aliases')
  }
}

/** Puts names in place of those of a member, which gets its name for several where one has become many. */
function put({ edits }: Walk, member: JsonMember, names: readonly string[], plural: string): void {
  if (member.value.kind !== 'list' && names.length === 1) edits.replace(member.value, names[0])
  else if (names.length > 0) {
    edits.rename(member, plural)
    edits.replace(member.value, names)
  }
}
