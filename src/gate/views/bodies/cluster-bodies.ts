import { changedIndex, eachItem, eachMember, members, readIndex, type Translate, textOf } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { eachSetting } from './each-setting.ts'
import { createsForAll } from './messages.ts'

/** The body of `_cluster/reroute`: commands that each name an index. */
export const reroute: Translate = members({ commands: eachItem(eachMember(members({ index: changedIndex }))) })

/** The body of `_cluster/allocation/explain`. */
export const explainedShard: Translate = members({ index: readIndex })

const AUTO_CREATE = 'action.auto_create_index'

const settings = eachSetting((setting) => (_walk, node) => {
  if (setting === AUTO_CREATE && !['true', 'false', ''].includes(textOf(node) ?? '')) {
    throw new NameRejected(createsForAll(AUTO_CREATE))
  }
})

/** Settings of the cluster, which all tests have in common. One of them names indices. */
export const clusterSettings: Translate = members({ persistent: settings, transient: settings })
