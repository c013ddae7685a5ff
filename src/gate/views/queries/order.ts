import { memberOf } from '../json/json-edits.ts'
import { script } from './scripts.ts'
import { itemsOf, members, membersOf, query, type Translate, textOf, type Walk } from './walk.ts'

/**
 * Physical names are in the order of the user's where all have the same start. So what is put in the order of `_index` has
 * copies of the sealed indices, unless all come from one layer. Returns the physical form of a name in that order.
 */
export function orderByIndex({ context, about }: Walk): (name: string) => string {
  const { view } = context
  const prefixOf = (name: string) => view.prefixes.find((prefix) => name.includes(prefix)) ?? view.prefix
  const [prefix = view.prefix, ...others] = new Set(view.expression(about).map(prefixOf))
  if (others.length > 0) context.reach(about, 'changes')
  return (name) => (others.length > 0 || prefix === view.prefix ? view.ownIndex(name) : prefix + name)
}

/** What hits are sorted by: the name of a field, an object, or a list of such. */
export const sort: Translate = (walk, node) => {
  for (const item of itemsOf(node)) {
    if (fieldsOf(item).includes('_index')) orderByIndex(walk)
    for (const { name, value } of membersOf(item)) sortOptions[name === '_script' ? name : 'field']!(walk, value)
  }
}

const nested: Translate = (walk, node) => members({ filter: query, nested })(walk, node)
const sortOptions: Readonly<Record<string, Translate>> = {
  _script: members({ script, nested, nested_filter: query }),
  field: members({ nested, nested_filter: query }),
}

const fieldsOf = (item: Parameters<typeof sort>[1]): readonly string[] =>
  item.kind === 'object' ? item.members.map(({ name }) => name) : [textOf(item) ?? '']

/** Where the values of `search_after` are the names of indices, by what the body sorts by. */
export const searchAfter: Translate = (walk, body) => {
  const [sorted, after] = [memberOf(body, 'sort'), memberOf(body, 'search_after')]
  if (!sorted || after?.kind !== 'list') return
  const fields = itemsOf(sorted).flatMap(fieldsOf)
  for (const [at, value] of after.items.entries()) {
    if (fields[at] === '_index' && value.kind === 'text') walk.edits.replace(value, orderByIndex(walk)(value.text))
  }
}
