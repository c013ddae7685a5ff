import { expect, test } from 'vitest'
import { givenAddress, runningService } from '../../../src/run/aws/reach.ts'
import type { AwsRun } from '../../../src/run/target.ts'

const run = { options: { region: 'eu-west-1' }, report: () => {} } as unknown as AwsRun

test('the signed host of Neptune has its port, which is not the one of HTTPS', () => {
  const host = 'a.cluster-b.eu-west-1.neptune.amazonaws.com:8182'
  expect(givenAddress(run, 'neptune', `https://${host}`)).toMatchObject({
    ownership: 'given',
    endpoint: { service: 'neptune', url: `https://${host}`, region: 'eu-west-1', signingHost: host },
  })
})

test('the signed host of a domain has no port, except for the port of an emulator', () => {
  const signingHostOf = (url: string) => givenAddress(run, 'opensearch', url).endpoint.signingHost
  expect(signingHostOf('https://search-a.eu-west-1.es.amazonaws.com:443/')).toBe('search-a.eu-west-1.es.amazonaws.com')
  expect(signingHostOf('https://search-a.eu-west-1.es.amazonaws.com:41234')).toBe(
    'search-a.eu-west-1.es.amazonaws.com:41234',
  )
})

test('a service that is ready and has no address fails the run', () => {
  expect(() => runningService(run, 'opensearch', { url: undefined, ownership: 'created' })).toThrow(
    'opensearch is ready and has no address.',
  )
})
