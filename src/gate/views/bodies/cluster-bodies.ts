import { changedIndex, eachItem, eachMember, members, readIndex, type Translate, textOf } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { createsForAll } from './messages.ts'

/** The body of `_cluster/reroute`: commands that each name an index. */
export const reroute: Translate = members({ commands: eachItem(eachMember(members({ index: changedIndex }))) })

/** The body of `_cluster/allocation/explain`. */
export const explainedShard: Translate = members({ index: readIndex })

const AUTO_CREATE = 'action.auto_create_index'

/** Settings of the cluster, which all tests have in common. One of them names indices. */
export const clusterSettings: Translate = (walk, node) =>
  members({ persistent: settingsIn, transient: settingsIn })(walk, node)

const settingsIn: Translate = (walk, node) => settingsUnder('')(walk, node)

const settingsUnder =
  (path: string): Translate =>
  (walk, node) => {
    if (node.kind !== 'object') return
    for (const { name, value } of node.members) {
      if (value.kind === 'object') settingsUnder(`${path}${name}.`)(walk, value)
      else if (`${path}${name}` === AUTO_CREATE && !['true', 'false', ''].includes(textOf(value) ?? '')) {
        throw new NameRejected(createsForAll(AUTO_CREATE))
      }
    }
  }
