import { expect, test } from 'vitest'
import { iamPolicy } from '../../src/config/iam-policy.ts'
import { missingFrom, needsOfCall, needsOfRequest, unusedIn } from './iam-needs.ts'

const aws = { allowedAccounts: ['111122223333'], name: 'orders' }
const allowed = iamPolicy({ opensearch: true, reuse: true, region: 'eu-west-1', aws }, '/nowhere', {})
const call = (service: string, operation: string, input: object) =>
  needsOfCall({ service, operation, input: input as never, accessKeyId: '', region: '', at: 0 })

test('what a policy does not allow is seen, by action and by resource', () => {
  const needs = [
    ...call('es', 'CreateDomain', { DomainName: 'vaf-orders-8f3a1c-1', TagList: [] }),
    ...call('es', 'DeleteDomain', { DomainName: 'vaf-others-8f3a1c-1' }),
    ...call('es', 'ListDomainNames', {}),
    ...call('sts', 'GetCallerIdentity', {}),
    ...needsOfRequest({
      service: 'opensearch',
      host: 'search-vaf-orders-8f3a1c-1-abcdef01234567890123456789.eu-west-1.es.amazonaws.com',
      method: 'PATCH',
      target: '/a',
      body: '',
    }),
  ]
  expect(missingFrom(allowed, needs)).toEqual([
    'es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-others-8f3a1c-1',
    'es:ListDomainNames on *',
    'es:ESHttpPatch on arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-8f3a1c-1/a',
  ])
})

test('what a policy allows and nothing needed is seen', () => {
  const needs = call('es', 'CreateDomain', { DomainName: 'vaf-orders-8f3a1c-1', TagList: [] })
  const [, requests] = allowed.Statement
  expect(unusedIn({ ...allowed, Statement: [requests!] }, needs)).toEqual([
    ...requests!.Action.map((action) => `OpenSearchRequests: ${action}`),
    'OpenSearchRequests: arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-*/*',
  ])
  expect(unusedIn(allowed, needs)).not.toContain('OpenSearchDomain: es:AddTags')
  expect(unusedIn(allowed, needs)).toContain('OpenSearchDomain: es:DeleteDomain')
})

test('a query of a graph needs what it does', () => {
  const does = (body: string) =>
    needsOfRequest({ service: 'neptune', method: 'message', target: '/gremlin', body }).map(({ action }) => action)
  expect(does('V count')).toEqual(['neptune-db:ReadDataViaQuery'])
  expect(does('addV property')).toEqual(['neptune-db:WriteDataViaQuery', 'neptune-db:ReadDataViaQuery'])
  expect(does('V drop')).toEqual(['neptune-db:DeleteDataViaQuery', 'neptune-db:ReadDataViaQuery'])
})
