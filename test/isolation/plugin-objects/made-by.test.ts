import { describe, expect, test } from 'vitest'
import { pluginKinds } from '../../../src/isolation/plugin-objects/plugin-kinds.ts'
import { madeBy } from '../../../src/isolation/plugin-objects/plugin-objects.ts'

/** Whether a request that was answered so has made an object of this kind and id. */
const isMade = (kind: string, id: string, [path, status, ...words]: Write) =>
  madeBy([{ path, status, words }])({ kind: pluginKinds.find((each) => each.kind === kind)!, id })

type Write = readonly [path: string, status: number, ...words: string[]]

const ism = '/_plugins/_ism/policies'
const ml = '/_plugins/_ml'

describe('a request that makes a plugin object', () => {
  test.each<[kind: string, id: string, write: Write]>([
    ['ISM policy', 'hot', [`${ism}/hot`, 201, '_id', 'hot', 'policy']],
    ['ISM policy', 'hot', ['/_opendistro/_ism/policies/hot', 201, '_id', 'hot']],
    ['alerting monitor', 'm1', ['/_plugins/_alerting/monitors', 201, '_id', 'm1']],
    ['ML model', 'm1', [`${ml}/models/_register`, 200, 'task_id', 't1', 'model_id', 'm1']],
    ['ML connector', 'c1', [`${ml}/connectors/_create`, 200, 'connector_id', 'c1']],
    ['k-NN model', 'k1', ['/_plugins/_knn/models/k1/_train', 200, 'model_id', 'k1']],
    ['k-NN model', 'k1', ['/_plugins/_knn/models/_train', 200, 'model_id', 'k1']],
    ['workload group', 'slow', ['/_wlm/workload_group', 200, '_id', 'q1', 'name', 'slow']],
    ['security user', 'ann', ['/_plugins/_security/api/user/ann', 201, 'status', 'CREATED']],
  ])('counts as the making of %s %s', (kind, id, write) => expect(isMade(kind, id, write)).toBe(true))
})

/** Each is of somebody, and was there before. */
describe('a request that only quotes the id of a plugin object', () => {
  test.each<[kind: string, id: string, write: Write]>([
    // Its states are quoted.
    ['ISM policy', 'delete', [`${ism}/hot`, 201, '_id', 'hot', 'policy', 'states', 'name', 'delete']],
    ['security role', 'status', ['/_plugins/_security/api/roles/mine', 201, 'status', 'CREATED', 'message', 'mine']],
    ['rollup', 'daily', ['/_plugins/_rollup/jobs/mine', 201, '_id', 'mine', 'rollup', 'description', 'daily']],
    ['ISM policy', 'hot', [`${ism}/hot`, 200, '_id', 'hot']],
    ['ML model', 'm1', [`${ml}/models/_undeploy`, 200, 'node', 'stats', 'm1', 'undeployed']],
    ['ML model', 'm1', [`${ml}/models/m1/_deploy`, 200, 'task_id', 't1', 'm1']],
    ['ML model', 'm1', [`${ml}/models/mine/_predict`, 200, 'm1']],
    // It deploys what is there.
    ['ML model', 'm1', ['/_plugins/_flow_framework/workflow/w1/_provision', 200, 'resource_id', 'm1']],
    ['alerting monitor', 'm1', ['/_plugins/_alerting/monitors/_execute', 200, 'hits', '_id', 'm1']],
    ['workload group', 'slow', ['/_wlm/workload_group/slow', 200, '_id', 'q1', 'name', 'slow']],
  ])('does not count as the making of %s %s', (kind, id, write) => expect(isMade(kind, id, write)).toBe(false))
})
