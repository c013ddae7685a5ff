import { expect, test } from 'vitest'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { OWN } from '../layers.ts'
import { translated } from './translated.ts'

const policyOf = (actions: object[], further: object = {}) => ({
  policy: {
    description: 'logs',
    default_state: 'hot',
    states: [{ name: 'hot', actions, transitions: [] }],
    ...further,
  },
})

test('a policy is for the indices of the view, and does what it does to the index it manages', () => {
  const actions = [{ retry: { count: 3 }, rollover: { min_doc_count: 5 } }, { read_only: {} }]
  const { body } = translated(
    'ism.put_policy',
    policyOf(actions, { ism_template: [{ index_patterns: ['logs-*'], priority: 1 }] }),
  )
  expect(body).toEqual(policyOf(actions, { ism_template: [{ index_patterns: [`${OWN}logs-*`], priority: 1 }] }))
})

test('the aliases that a policy changes are those of the view', () => {
  const { body } = translated('ism.put_policy', policyOf([{ alias: { actions: [{ add: { aliases: ['a', 'b'] } }] } }]))
  expect(body).toEqual(policyOf([{ alias: { actions: [{ add: { aliases: [`${OWN}a`, `${OWN}b`] } }] } }]))
})

test.each(['shrink', 'snapshot', 'rollup', 'transform', 'unheard_of'])(
  'a policy with the action %s is rejected, for names that it makes up',
  (action) => {
    expect(() => translated('ism.put_policy', policyOf([{ [action]: {} }]))).toThrow(NameRejected)
  },
)

test('an index is managed by a policy of the view', () => {
  expect(translated('ism.add_policy', { policy_id: 'logs' }).body).toEqual({ policy_id: `${OWN}logs` })
  expect(translated('ism.change_policy', { policy_id: 'logs', state: 'hot' }).body).toEqual({
    ...{ policy_id: `${OWN}logs`, state: 'hot' },
  })
})
