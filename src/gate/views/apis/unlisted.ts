import type { ApiRules } from '../api.ts'
import { aboutIndices, tableOfIndices } from './about-indices.ts'
import { noExtensions, segmentsOfAllPits, streamedBulk } from './messages.ts'

/** What is known of the APIs that OpenSearch's description leaves out, but for those of plugins. */
export const unlistedApis: Readonly<Record<string, ApiRules>> = {
  bulk_stream: {
    parts: { index: 'index' },
    effect: 'changes',
    rejected: streamedBulk,
  },
  'cat.pit_segments': {
    effect: 'reads',
    answer: 'table',
    rejected: segmentsOfAllPits,
  },
  'extensions.initialize': { effect: 'changes', rejected: noExtensions },
  'file_cache.prune': { effect: 'reads' },
  'indices.flush_synced': aboutIndices('/_flush/synced', 'reads'),
  'indices.scale': { parts: { index: 'index' }, effect: 'changes' },
  'ingestion.get_state': { parts: { index: 'indices' }, effect: 'reads' },
  'ingestion.pause': { parts: { index: 'indices' }, effect: 'changes' },
  'ingestion.resume': { parts: { index: 'indices' }, effect: 'changes' },
  'list.help': { effect: 'reads' },
  'list.indices': tableOfIndices('/_list/indices'),
  'list.shards': tableOfIndices('/_list/shards'),
  'remote_store.metadata': { parts: { index: 'index' }, effect: 'reads' },
  scripts_painless_context: { effect: 'reads' },
  'tier.warm': { parts: { index: 'indices' }, effect: 'changes' },
  'wlm.stats': { effect: 'reads' },
}
