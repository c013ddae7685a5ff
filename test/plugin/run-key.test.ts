import { expect, test } from 'vitest'
import { resolveOptions } from '../../src/config/resolve.ts'
import { runKey } from '../../src/plugin/join-run.ts'

const keyOf = (root: string, options: object) => runKey(resolveOptions({ neptune: true, ...options }, root, {}))

test.for<[string, object]>([
  ['lie elsewhere', {}],
  ['keep the engines in a folder of their own', { local: { cacheDirectory: '.cache' } }],
  ['name their variables otherwise', { env: { GRAPH: 'neptune.url' }, exportCredentials: false }],
  ['need the services in other files', { include: ['b/**'] }],
])('projects share a run that %s', ([, options]) => {
  expect(keyOf('/packages/b', options)).toBe(keyOf('/packages/a', {}))
})

test('projects share a run where their paths lead to the same dataset', () => {
  const a = keyOf('/packages/a', { neptune: { dataset: '../fixtures' } })
  expect(keyOf('/packages/b', { neptune: { dataset: '../fixtures' } })).toBe(a)
  expect(keyOf('/packages/c', { neptune: { dataset: 'fixtures' } })).not.toBe(a)
})

test.for<[string, object]>([
  ['need another service too', { opensearch: true }],
  ['sign for another region', { region: 'eu-west-1' }],
  ['isolate otherwise', { isolation: 'partition' }],
  ['fix a port', { neptune: { port: 8182 } }],
])('projects do not share a run that %s', ([, options]) => {
  expect(keyOf('/packages/a', options)).not.toBe(keyOf('/packages/a', {}))
})

test('projects of one repository with different names share the resources on AWS', () => {
  const env = { AWS_FIXTURES_TARGET: 'aws', AWS_REGION: 'eu-west-1', HOME: '/home/somebody' }
  const onAws = (root: string, aws: object = {}) =>
    runKey(resolveOptions({ neptune: true, aws: { insideVpc: true, ...aws } }, root, env))
  expect(onAws('/packages/b')).toBe(onAws('/packages/a'))
  expect(onAws('/packages/a', { neptune: { instanceClass: 'db.r6g.large' } })).not.toBe(onAws('/packages/a'))
})

test('functions that open a tunnel are compared by their source', () => {
  const env = { AWS_FIXTURES_TARGET: 'aws', AWS_REGION: 'eu-west-1', HOME: '/home/somebody' }
  const dialledBy = (tunnel: () => string) =>
    runKey(resolveOptions({ neptune: true, aws: { neptune: { tunnel } } }, '/packages/a', env))
  const again = Function('return () => "127.0.0.1:1"') as () => () => string
  expect(dialledBy(again())).toBe(dialledBy(again()))
  expect(dialledBy(() => '127.0.0.1:2')).not.toBe(dialledBy(again()))
})
