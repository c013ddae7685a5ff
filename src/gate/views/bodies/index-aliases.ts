import type { JsonMember } from '../json/json-edits.ts'
import { members, membersOf, query, type Translate, type Walk } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { aliasOfItsIndex } from './messages.ts'

/** What an alias does: its filter is a query. */
export const aliasDefinition: Translate = members({ filter: query })

/** The aliases that a new index gets, with their definitions: `{ products: { filter: … } }`. */
export const newAliases: Translate = (walk, node) => {
  for (const member of membersOf(node)) {
    newAlias(walk, member.name, (physical) => walk.edits.rename(member, physical))
    aliasDefinition(walk, member.value)
  }
}

/** The aliases that a template gives to each index it is for. `{index}` in their names stands for that of the index. */
export const templateAliases: Translate = (walk, node) => {
  for (const member of membersOf(node)) {
    if (!member.name.includes('{index}')) newAlias(walk, member.name, (physical) => walk.edits.rename(member, physical))
    else rejectUnlessFirst(member)
    aliasDefinition(walk, member.value)
  }
}

/**
 * Notes that an alias is made, and gives its physical name. Where it is the name of a sealed index or of its alias already,
 * that index is copied before: an alias stands for all its indices, and nothing has the name of an index.
 */
export function newAlias({ context }: Walk, name: string, put: (physical: string) => void): void {
  if (name === '') return
  context.reach([name], 'changes')
  put(context.view.physical(name))
}

/** The engine puts an index's physical name in place of `{index}`, which then has to be the start of the alias's own. */
function rejectUnlessFirst({ name }: JsonMember): void {
  const inside = name.replace('{index}', '')
  if (!name.startsWith('{index}') || inside.includes('{index}')) {
    throw new NameRejected(aliasOfItsIndex(name))
  }
}
