import { eachItem, itemsOf, members, membersOf, type Translate, textOf } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { ownPatternsOf } from './index-patterns.ts'
import { namingAction } from './messages.ts'

const none: Translate = () => {}

/** An alias that an action puts on the index it manages, or takes off it. */
const ownAlias: Translate = ({ edits, context }, node) => {
  for (const item of itemsOf(node)) {
    const name = textOf(item)
    if (name) edits.replace(item, context.view.ownIndex(name))
  }
}

const ownAliases = members({ alias: ownAlias, aliases: ownAlias })

/** The actions that name no index but the one they manage, and what names they have. */
const ACTIONS: Readonly<Record<string, Translate>> = {
  alias: members({ actions: eachItem(members({ add: ownAliases, remove: ownAliases })) }),
  ...Object.fromEntries(
    [
      ...['allocation', 'close', 'delete', 'force_merge', 'index_priority', 'notification', 'open', 'read_only'],
      ...['read_write', 'replica_count', 'retry', 'rollover', 'search_only', 'stop_replication', 'timeout'],
    ].map((action) => [action, none]),
  ),
}

/** An action of a state. Fails with NameRejected for one that makes indices or snapshots, whose names it makes up itself. */
const action: Translate = (walk, node) => {
  for (const { name, value } of membersOf(node)) {
    if (!Object.hasOwn(ACTIONS, name)) throw new NameRejected(namingAction(name))
    ACTIONS[name]!(walk, value)
  }
}

/** A policy of Index State Management: the indices it is for, and what it does to them. */
export const statePolicy: Translate = members({
  policy: members({
    ism_template: eachItem(members({ index_patterns: ownPatternsOf })),
    states: eachItem(members({ actions: eachItem(action) })),
  }),
})
