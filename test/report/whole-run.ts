import type { RunEvent } from '../../src/report/events.ts'
import { cluster, domain } from './reported.ts'

/** The events of a run on AWS that creates a domain, reuses a cluster, and passes. */
export const wholeRun: readonly RunEvent[] = [
  { type: 'provisioning', target: 'aws', run: 'vaf-3f9c2' },
  { type: 'resource-state', what: domain, state: 'Creating', elapsedMs: 200 },
  { type: 'waiting', what: domain, wanted: 'Active', state: 'Creating', elapsedMs: 200, expectedMs: 780_000 },
  { type: 'resource-reused', what: cluster, elapsedMs: 1_500 },
  { type: 'resource-state', what: domain, state: 'Active', elapsedMs: 758_000 },
  { type: 'waiting', what: domain, wanted: 'Active', state: 'Active', elapsedMs: 758_000, expectedMs: 780_000 },
  { type: 'resource-created', what: domain, elapsedMs: 760_000 },
  { type: 'resource-step', what: domain, step: 'name resolved', elapsedMs: 3_000 },
  { type: 'ready', resource: 'OpenSearch', version: '2.19.0', startedInMs: 770_000 },
  { type: 'dataset-loaded', dataset: 'airports', contents: '1 index', elapsedMs: 2_100 },
  { type: 'run-ready', target: 'aws', elapsedMs: 778_000 },
  { type: 'removal' },
  { type: 'resource-kept', what: cluster, why: 'stopped for the next run', elapsedMs: 120_000 },
  { type: 'resource-deleted', what: domain, elapsedMs: 570_000 },
  {
    type: 'cleanup-proved',
    removed: [domain],
    proof: ['Nothing in account 111122223333, eu-west-1 is tagged run=vaf-3f9c2.'],
    elapsedMs: 690_000,
  },
]
