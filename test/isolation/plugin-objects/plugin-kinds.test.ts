import { expect, test } from 'vitest'
import { nameOfObject } from '../../../src/isolation/plugin-objects/plugin-kind.ts'
import { pluginKinds } from '../../../src/isolation/plugin-objects/plugin-kinds.ts'

/** Answers as the documentation of the plugins has them, without what is not read; and what there is by them. */
const answers: Readonly<Record<string, readonly [answer: unknown, objects: readonly string[]]>> = {
  'ISM policy': [
    { policies: [{ _id: 'hot', policy: { policy_id: 'hot', states: [{ name: 'warm' }] } }], total_policies: 1 },
    ['ISM policy hot'],
  ],
  'snapshot management policy': [
    { policies: [{ _id: 'daily-sm-policy', sm_policy: { name: 'daily', enabled: true } }], total_policies: 1 },
    ['snapshot management policy daily'],
  ],
  rollup: [{ rollups: [{ _id: 'r', rollup: { rollup_id: 'r', target_index: 'x' } }], total_rollups: 1 }, ['rollup r']],
  transform: [{ total_transforms: 1, transforms: [{ _id: 't', transform: { transform_id: 't' } }] }, ['transform t']],
  'alerting monitor': [
    { hits: { hits: [{ _id: 'm1', _source: { type: 'monitor', name: 'too hot', schedule: {} } }] } },
    ['alerting monitor too hot (m1)'],
  ],
  'alerting workflow': [
    { hits: { hits: [{ _id: 'w1', _source: { workflow: { name: 'both' } } }] } },
    ['alerting workflow both (w1)'],
  ],
  'notification config': [
    { config_list: [{ config_id: 'c1', config: { name: 'slack', config_type: 'slack' } }] },
    ['notification config slack (c1)'],
  ],
  'report definition': [
    { reportDefinitionDetailsList: [{ id: 'd1', reportDefinition: { name: 'weekly' } }] },
    ['report definition weekly (d1)'],
  ],
  'observability object': [
    { observabilityObjectList: [{ objectId: 'o1', savedQuery: { name: 'errors' } }] },
    ['observability object errors (o1)'],
  ],
  'SQL data source': [[{ name: 'prometheus', connector: 'PROMETHEUS' }], ['SQL data source prometheus']],
  'ML memory': [{ memories: [{ memory_id: 'x1', name: 'talk' }] }, ['ML memory talk (x1)']],
  'ML model': [{ hits: { hits: [{ _id: 'y1', _source: { name: 'embedder' } }] } }, ['ML model embedder (y1)']],
  'k-NN model': [{ hits: { hits: [{ _id: 'knn1', _source: { state: 'created' } }] } }, ['k-NN model knn1']],
  'learning-to-rank store': [
    { stores: { films: { version: 2 }, _default_: {} } },
    ['learning-to-rank store films', 'learning-to-rank store _default_'],
  ],
  'ip2geo data source': [{ datasources: [{ name: 'geo', state: 'AVAILABLE' }] }, ['ip2geo data source geo']],
  'workload group rule': [
    { rules: [{ id: 'r1', description: 'd', index_pattern: ['log*'] }] },
    ['workload group rule r1'],
  ],
  'query group': [{ query_groups: [{ _id: 'q1', name: 'slow' }] }, ['query group slow']],
  'workload group': [{ workload_groups: [{ _id: 'g1', name: 'slow' }] }, ['workload group slow']],
  // What is reserved comes with the plugin, and cannot be made.
  'security role': [{ mine: { reserved: false }, own_index: { reserved: true } }, ['security role mine']],
  'security user': [{ ann: { reserved: false } }, ['security user ann']],
}

test.each(Object.entries(answers))('each %s is found in the answer of its plugin', (kind, [answer, objects]) => {
  const found = pluginKinds.find((each) => each.kind === kind)!
  expect(found.read(answer).map((object) => nameOfObject({ ...object, kind: found }))).toEqual(objects)
  expect(found.read({})).toEqual([])
})

test('each kind of plugin object has a name and a path of its own', () => {
  for (const of of ['kind', 'path'] as const) {
    expect(new Set(pluginKinds.map((kind) => kind[of])).size).toBe(pluginKinds.length)
  }
})
