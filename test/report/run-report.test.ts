import { expect, test } from 'vitest'
import { cluster, domain, reported } from './reported.ts'
import { wholeRun } from './whole-run.ts'

test('a run on AWS is told step by step, and once more as a whole with its proof', () => {
  const { lines, report } = reported()
  wholeRun.forEach(report)
  expect(lines).toEqual([
    ` aws-fixtures  ${domain} is Creating`,
    ` aws-fixtures  ${cluster} reused, ready after 1.5 s`,
    ` aws-fixtures  ${domain} is Active after 12 min 38 s`,
    ` aws-fixtures  ${domain} created in 12 min 40 s`,
    ` aws-fixtures  ${domain}: name resolved in 3.0 s`,
    ' aws-fixtures  OpenSearch 2.19.0 ready in 12 min 50 s, client validated',
    ' aws-fixtures  dataset airports: 1 index in 2.1 s',
    ' aws-fixtures  target aws ready for tests after 12 min 58 s',
    ` aws-fixtures  ${cluster} kept, stopped for the next run, in 2 min`,
    ` aws-fixtures  ${domain} deleted in 9 min 30 s`,
    ' aws-fixtures  this run, step by step:',
    `   - ${cluster} reused, ready after 1.5 s`,
    `   - ${domain} created in 12 min 40 s`,
    `   - ${domain}: name resolved in 3.0 s`,
    '   - dataset airports: 1 index in 2.1 s',
    `   - ${cluster} kept, stopped for the next run, in 2 min`,
    `   - ${domain} deleted in 9 min 30 s`,
    ' aws-fixtures  ✓ cleanup proved in 11 min 30 s, nothing left of:',
    `   - ${domain}`,
    '   Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.',
  ])
})

test('what was done is reported also where the cleanup is not proved', () => {
  const { lines, report } = reported()
  report({ type: 'resource-given', what: domain, elapsedMs: 400 })
  report({ type: 'resource-kept', what: cluster, why: 'two other runs use it', elapsedMs: 10 })
  report({ type: 'cleanup-unproved', message: 'm', failures: [], onLeak: 'fail', elapsedMs: 1 })
  expect(lines.slice(2)).toEqual([
    ' aws-fixtures  this run, step by step:',
    `   - ${domain} used as given, ready after 0.4 s`,
    `   - ${cluster} kept, two other runs use it`,
  ])
})

test('a run without resources of its own is not reported step by step', () => {
  const { lines, report } = reported()
  report({ type: 'provisioning', target: 'local', run: 'vaf-1' })
  report({ type: 'ready', resource: 'OpenSearch', version: '2.19.1', startedInMs: 5_000 })
  report({ type: 'removal' })
  report({ type: 'cleanup-proved', removed: ['a'], kept: 'The engines stay.', elapsedMs: 1_200 })
  expect(lines).toEqual([
    ' aws-fixtures  OpenSearch 2.19.1 ready in 5.0 s, client validated',
    ' aws-fixtures  ✓ cleanup proved in 1.2 s, nothing left of:',
    '   - a',
    '   The engines stay.',
  ])
})
