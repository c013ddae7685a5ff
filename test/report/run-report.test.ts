import { expect, test } from 'vitest'
import * as messages from '../../src/report/messages.ts'
import { cluster, domain, printed, reported } from './reported.ts'
import { wholeRun } from './whole-run.ts'

test('a run on AWS is printed step by step, and at its end all steps once more with the proof', () => {
  const { lines, report } = reported()
  wholeRun.forEach(report)
  const reused = messages.resourceReused(cluster, 1_500)
  const created = messages.resourceCreated(domain, 760_000)
  const resolved = messages.resourceStep(domain, 'name resolved', 3_000)
  const loaded = messages.datasetLoaded('airports', '1 index', 2_100)
  const kept = messages.resourceKept(cluster, 'stopped for the next run', 120_000)
  const deleted = messages.resourceDeleted(domain, 570_000)
  const [proved, ...proof] = messages.cleanupProved([domain], 690_000, [
    'Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.',
  ])
  expect(lines).toEqual(
    printed(
      messages.stateSeen(domain, 'Creating', 200, undefined),
      reused,
      messages.stateSeen(domain, 'Active', 758_000, undefined),
      created,
      resolved,
      messages.ready('OpenSearch', '2.19.0', 770_000),
      loaded,
      messages.readyForTests('aws', 778_000),
      kept,
      deleted,
      messages.stepByStep([reused, created, resolved, loaded, kept, deleted]),
      [`✓ ${proved}`, ...proof],
    ),
  )
})

test('the steps of a run are printed also where the cleanup is not proved', () => {
  const { lines, report } = reported()
  report({ type: 'resource-given', what: domain, elapsedMs: 400 })
  report({ type: 'resource-kept', what: cluster, why: 'two other runs use it', elapsedMs: 10 })
  report({ type: 'cleanup-unproved', message: 'm', failures: [], onLeak: 'fail', elapsedMs: 1 })
  expect(lines.slice(2)).toEqual(
    printed(
      messages.stepByStep([
        messages.resourceGiven(domain, 400),
        messages.resourceKept(cluster, 'two other runs use it', 10),
      ]),
    ),
  )
})

test('a run that has only stand-ins has no list of its steps', () => {
  const { lines, report } = reported()
  report({ type: 'provisioning', target: 'local', run: 'vaf-1' })
  report({ type: 'ready', resource: 'OpenSearch', version: '2.19.1', startedInMs: 5_000 })
  report({ type: 'removal' })
  report({ type: 'cleanup-proved', removed: ['a'], kept: 'The engines stay.', elapsedMs: 1_200 })
  const [proved, ...others] = messages.cleanupProved(['a'], 1_200, undefined, 'The engines stay.')
  expect(lines).toEqual(printed(messages.ready('OpenSearch', '2.19.1', 5_000), [`✓ ${proved}`, ...others]))
})
