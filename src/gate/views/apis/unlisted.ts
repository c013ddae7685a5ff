import type { ApiRules } from '../api.ts'

/** What is known of the APIs that OpenSearch's description leaves out, but for those of plugins. */
export const unlistedApis: Readonly<Record<string, ApiRules>> = {
  bulk_stream: {
    parts: { index: 'index' },
    effect: 'changes',
    rejected: 'A bulk request whose answer begins before its body has ended cannot be read in parts here: use /_bulk.',
  },
  'cat.pit_segments': {
    effect: 'reads',
    answer: 'table',
    rejected: 'It tells of the points in time of all tests: /{index}/_segments tells of the segments of an index.',
  },
  'extensions.initialize': { effect: 'changes', rejected: 'The service has no extensions.' },
  'file_cache.prune': { effect: 'reads' },
  'indices.flush_synced': {
    parts: { index: 'indices' },
    named: { '/_flush/synced': '/{index}/_flush/synced' },
    effect: 'reads',
  },
  'indices.scale': { parts: { index: 'index' }, effect: 'changes' },
  'ingestion.get_state': { parts: { index: 'indices' }, effect: 'reads' },
  'ingestion.pause': { parts: { index: 'indices' }, effect: 'changes' },
  'ingestion.resume': { parts: { index: 'indices' }, effect: 'changes' },
  'list.help': { effect: 'reads' },
  'list.indices': {
    parts: { index: 'indices' },
    named: { '/_list/indices': '/_list/indices/{index}' },
    effect: 'reads',
    answer: 'table',
  },
  'list.shards': {
    parts: { index: 'indices' },
    named: { '/_list/shards': '/_list/shards/{index}' },
    effect: 'reads',
    answer: 'table',
  },
  'remote_store.metadata': { parts: { index: 'index' }, effect: 'reads' },
  scripts_painless_context: { effect: 'reads' },
  'tier.warm': { parts: { index: 'indices' }, effect: 'changes' },
  'wlm.stats': { effect: 'reads' },
}
