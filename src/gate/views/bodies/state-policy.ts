import { eachItem, members, none, ownIndex, type Translate } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { namingAction } from './messages.ts'

const ownIndices = eachItem(ownIndex)

/** The aliases that an action puts on the index it manages, or takes off it. */
const ownAliases = members({ alias: ownIndices, aliases: ownIndices })

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
const action = members(ACTIONS, (name) => {
  throw new NameRejected(namingAction(name))
})

/** A policy of Index State Management: the indices it is for, and what it does to them. */
export const statePolicy: Translate = members({
  policy: members({
    ism_template: eachItem(members({ index_patterns: ownIndices })),
    states: eachItem(members({ actions: eachItem(action) })),
  }),
})
