import { parameterOf } from '../answers/answer-form.ts'
import type { ApiRules, Call } from '../api.ts'
import { clusterSettings, explainedShard, reroute } from '../bodies/cluster-bodies.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { NameRejected } from '../view.ts'
import { cancelledForAll } from './messages.ts'

/** About the cluster itself, whose numbers and settings all tests have in common. */
const read: ApiRules = { effect: 'reads' }
const readOfAll: ApiRules = { effect: 'reads', answer: 'cluster' }
const changed: ApiRules = { effect: 'changes' }

function checkCancel(call: Call): void {
  if (call.parts.task_id === undefined && !parameterOf(call, 'parent_task_id')) throw new NameRejected(cancelledForAll)
}

/** The cluster, its nodes and its tasks. */
export const clusterApis: Readonly<Record<string, ApiRules>> = {
  info: read,
  ping: read,

  'cluster.health': {
    parts: { index: 'indices' },
    named: { '/_cluster/health': '/_cluster/health/{index}' },
    effect: 'reads',
  },
  'cluster.state': { ...readOfAll, parts: { index: 'indices' } },
  'cluster.stats': read,
  'cluster.pending_tasks': readOfAll,
  'cluster.allocation_explain': { ...read, body: jsonBody(explainedShard) },
  'cluster.reroute': { effect: 'changes', body: jsonBody(reroute), answer: 'cluster' },
  'cluster.get_settings': read,
  'cluster.put_settings': { effect: 'changes', body: jsonBody(clusterSettings) },
  'cluster.remote_info': read,
  'cluster.get_decommission_awareness': read,
  'cluster.put_decommission_awareness': changed,
  'cluster.delete_decommission_awareness': changed,
  'cluster.get_weighted_routing': read,
  'cluster.put_weighted_routing': changed,
  'cluster.delete_weighted_routing': changed,
  'cluster.post_voting_config_exclusions': changed,
  'cluster.delete_voting_config_exclusions': changed,

  'nodes.hot_threads': read,
  // It tells of no indices, but of paths on the machine.
  'nodes.info': read,
  'nodes.reload_secure_settings': changed,
  'nodes.stats': readOfAll,
  'nodes.usage': read,

  'tasks.cancel': { effect: 'changes', check: checkCancel, answer: 'cluster' },
  'tasks.get': read,
  'tasks.list': readOfAll,

  'dangling_indices.list_dangling_indices': readOfAll,
  'dangling_indices.import_dangling_index': changed,
  'dangling_indices.delete_dangling_index': changed,
}
