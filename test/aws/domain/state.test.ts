import type { DomainStatus } from '@aws-sdk/client-opensearch'
import { describe, expect, test } from 'vitest'
import { domainObservation, failureDetail } from '../../../src/aws/domain/state.ts'

const observe = (status: Partial<DomainStatus>) => domainObservation(status as DomainStatus)
const Endpoint = 'search-a.eu-west-1.es.amazonaws.com'

describe('the state of a domain', () => {
  test.for<[string, Partial<DomainStatus>, string]>([
    ['Created says nothing', { Created: true, Processing: true }, 'creating'],
    ['without an endpoint it is not ready, whatever it says', { Created: true, Processing: false }, 'creating'],
    ['an endpoint while it is processed is not enough', { Processing: true, Endpoint }, 'modifying'],
    ['an upgrade', { Processing: false, UpgradeProcessing: true, Endpoint }, 'modifying'],
    [
      'a software update',
      { Processing: true, DomainProcessingStatus: 'UpdatingServiceSoftware', Endpoint },
      'modifying',
    ],
    ['ready', { Processing: false, Endpoint, DomainProcessingStatus: 'Active' }, 'active'],
    ['ready on an emulator that knows no more', { Created: true, Processing: false, Endpoint }, 'active'],
    ['deleted and still listed', { Deleted: true, Processing: true }, 'deleting'],
    ['deleted and said to be processed no more', { Deleted: true, Processing: false, Endpoint }, 'deleting'],
    ['deleted in the newer word only', { DomainProcessingStatus: 'Deleting', Processing: true }, 'deleting'],
    ['isolated', { DomainProcessingStatus: 'Isolated', Processing: false, Endpoint }, 'isolated'],
    [
      'validation failed while it was made',
      { Processing: true, ChangeProgressDetails: { ConfigChangeStatus: 'ValidationFailed' } },
      'failed',
    ],
    [
      'cancelled, and not processed any more',
      { Processing: false, ChangeProgressDetails: { ConfigChangeStatus: 'Cancelled' } },
      'failed',
    ],
    [
      'a failed change of one that works again',
      { Processing: false, Endpoint, ChangeProgressDetails: { ConfigChangeStatus: 'ValidationFailed' } },
      'active',
    ],
    [
      'a deletion after a failure',
      { Deleted: true, ChangeProgressDetails: { ConfigChangeStatus: 'ValidationFailed' } },
      'deleting',
    ],
    [
      'a change that waits for its user',
      { Processing: true, Endpoint, ChangeProgressDetails: { ConfigChangeStatus: 'PendingUserInput' } },
      'modifying',
    ],
  ])('is read from its status: %s', ([, status, state]) => {
    expect(observe(status).state).toBe(state)
  })
})

test.for<[string, Partial<DomainStatus>, string | undefined]>([
  ['on the internet', { Endpoint }, `https://${Endpoint}`],
  ['in a VPC', { Endpoints: { vpc: 'vpc-a.es.amazonaws.com' } }, 'https://vpc-a.es.amazonaws.com'],
  [
    'for both families of addresses',
    { EndpointV2: 'search-a.aos.eu-west-1.on.aws' },
    'https://search-a.aos.eu-west-1.on.aws',
  ],
  ['for both IP versions in a VPC', { Endpoints: { vpcv2: 'vpc-a.aos.on.aws' } }, 'https://vpc-a.aos.on.aws'],
  ['with a port', { Endpoint: 'localhost:4510' }, 'https://localhost:4510'],
  ['with a scheme, as an emulator says it', { Endpoint: 'http://localhost:9400/' }, 'http://localhost:9400'],
  ['nowhere yet', {}, undefined],
  ['nowhere in its VPC yet', { Endpoints: {} }, undefined],
])('the URL of a domain that is %s is read from its status', ([, status, endpoint]) => {
  expect(observe(status).endpoint).toBe(endpoint)
})

test('the detail of a failed change names the stages that failed', () => {
  const ChangeProgressStages = [
    { Name: 'Validation', Status: 'COMPLETED' },
    { Name: 'Subnets', Status: 'FAILED', Description: 'No free IP addresses.' },
    { Name: 'Roles', Status: 'FAILED' },
  ]
  expect(failureDetail({ ConfigChangeStatus: 'ValidationFailed', ChangeProgressStages })).toBe(
    'ValidationFailed. Subnets: No free IP addresses. Roles: no reason is given.',
  )
  expect(failureDetail({ Status: 'FAILED' })).toBe('FAILED. The service names no stage that failed.')
  expect(failureDetail(undefined)).toBe('failed. The service names no stage that failed.')
})
