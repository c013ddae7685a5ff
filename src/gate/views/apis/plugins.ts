import type { ApiRules } from '../api.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { statePolicy } from '../bodies/state-policy.ts'
import { members, ownName } from '../queries/walk.ts'
import { modelsOfAll } from './messages.ts'

const indices: ApiRules = { parts: { index: 'indices' }, effect: 'reads' }

/** Models lie in an index of the plugin's own, and the search for them finds those of all tests. */
const models = (parts: ApiRules['parts'] = {}): ApiRules => ({
  ...{ parts, effect: 'changes' },
  rejected: modelsOfAll,
})

/** What Index State Management does with indices; it names the policy in the body. */
const managed: ApiRules = {
  parts: { index: 'indices' },
  effect: 'changes',
  body: jsonBody(members({ policy_id: ownName })),
}

/** What is done with one policy. */
const policy: ApiRules = { parts: { policy_id: 'own' }, effect: 'reads' }

/** What plugins of the engine serve. Paths of other plugins are not known, and so rejected by name. */
export const pluginsApis: Readonly<Record<string, ApiRules>> = {
  'knn.warmup': indices,
  'knn.clear_cache': indices,
  // Each node tells of the indices that its memory holds graphs of.
  'knn.stats': { effect: 'reads', answer: 'cluster' },
  'knn.train_model': models({ model_id: 'own' }),
  'knn.get_model': models({ model_id: 'own' }),
  'knn.delete_model': models({ model_id: 'own' }),
  'knn.search_models': models(),

  'ism.put_policy': { ...policy, body: jsonBody(statePolicy) },
  'ism.get_policy': policy,
  // They lie in an index of the plugin's own, so that all tests' are found.
  'ism.get_policies': { query: { policyID: 'own' }, effect: 'reads', answer: 'cluster' },
  'ism.delete_policy': policy,
  'ism.add_policy': managed,
  'ism.remove_policy': managed,
  'ism.change_policy': managed,
  'ism.retry': managed,
  'ism.explain': {
    parts: { index: 'indices' },
    named: {
      '/_plugins/_ism/explain': '/_plugins/_ism/explain/{index}',
      '/_opendistro/_ism/explain': '/_opendistro/_ism/explain/{index}',
    },
    effect: 'reads',
  },
}
