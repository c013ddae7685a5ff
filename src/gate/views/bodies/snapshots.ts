import { type JsonNode, memberOf } from '../json/json-edits.ts'
import { splitNames } from '../names/index-expression.ts'
import { both, members, type Translate, textOf, textsOf, type Walk } from '../queries/walk.ts'
import { NameRejected, type View } from '../view.ts'
import { indexSettings } from './index-settings.ts'
import { globalState, renamedFromStart } from './messages.ts'

/**
 * What a new snapshot holds: all indices of the view where it does not say. Sealed ones are copied before, so that all that is
 * in a snapshot has the prefix of its scope.
 */
export const newSnapshot: Translate = (walk, node) => {
  const { edits, context } = walk
  if (node.kind !== 'object') return
  const indices = memberOf(node, 'indices')
  const names = indices ? namesOf(indices) : []
  context.reach(names, 'changes')
  const physical = context.view.expression(names)
  if (indices) edits.replace(indices, physical)
  else edits.add(node, 'indices', physical)
}

/** What of a snapshot goes into another one. */
export const clonedSnapshot: Translate = members({ indices: inSnapshot })

/** What of a snapshot is restored, and under which names. */
export const restoredSnapshot: Translate = both(
  (walk, node) => {
    const indices = memberOf(node, 'indices')
    walk.context.reach(indices ? namesOf(indices) : [], 'changes')
    if (textOf(memberOf(node, 'include_global_state')) === 'true') throw new NameRejected(globalState)
  },
  (walk, node) =>
    members({
      indices: inSnapshot,
      index_settings: indexSettings,
      rename_pattern: renamePattern,
      rename_alias_pattern: renamePattern,
    })(walk, node),
)

/** Names and patterns of what is in a snapshot, whatever the view has now. */
function inSnapshot({ edits, context: { view } }: Walk, node: JsonNode): void {
  const own = (name: string) => (name === '_all' ? `${view.prefix}*` : view.ownIndex(name))
  const physical = namesOf(node).map((name) => (name.startsWith('-') ? `-${own(name.slice(1))}` : own(name)))
  edits.replace(node, physical.length === 0 ? ['*'] : physical)
}

const namesOf = (node: JsonNode): readonly string[] => textsOf(node).flatMap(splitNames)

/** Renaming by a regular expression of Java's, which is to find what it looks for behind the prefix only. */
const renamePattern: Translate = ({ edits, context }, node) => {
  const pattern = textOf(node)
  if (pattern !== undefined) edits.replace(node, behindPrefix(pattern, context.view))
}

/** What may stand before a prefix has 4 characters at most, and what stands behind it 255. Java wants limits there. */
function behindPrefix(pattern: string, { prefix }: View): string {
  const [literal, start] = [`\\Q${prefix}\\E`, `(?<=^.{0,4}\\Q${prefix}\\E)`]
  let isClass = false
  const tokens = pattern.match(/\\?./gs) ?? []
  const translated = tokens.map((token) => {
    if (/^\\[AGQ]$/.test(token)) throw new NameRejected(renamedFromStart(pattern))
    if (token === '[') isClass = true
    if (token === ']') isClass = false
    return token === '^' && !isClass ? start : token
  })
  return `(?<=${literal}.{0,255})(?:${translated.join('')})`
}

/** The place of a repository in the file system or in a bucket: one of the scope's own beside that of others. */
export const repository: Translate = members({
  settings: members({ location: ownPlace, base_path: ownPlace }),
})

/** The prefix stands before the last part of a path, so that the path is the user's without it. */
function ownPlace({ edits, context: { view } }: Walk, node: JsonNode): void {
  const place = textOf(node)
  if (place !== undefined)
    edits.replace(
      node,
      place.replace(/[^/]*\/*$/, (last) => `${view.prefix}${last}`),
    )
}
