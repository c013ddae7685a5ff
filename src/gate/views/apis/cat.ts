import type { ApiRules } from '../api.ts'
import { tableOfIndices } from './about-indices.ts'

/** A table that has no names of the user's. */
const plain: ApiRules = { effect: 'reads' }

/** Tables for people. Numbers of the whole cluster are those of all tests. */
export const catApis: Readonly<Record<string, ApiRules>> = {
  'cat.count': tableOfIndices('/_cat/count'),
  'cat.indices': tableOfIndices('/_cat/indices'),
  'cat.recovery': tableOfIndices('/_cat/recovery'),
  'cat.segment_replication': tableOfIndices('/_cat/segment_replication'),
  'cat.segments': tableOfIndices('/_cat/segments'),
  'cat.shards': tableOfIndices('/_cat/shards'),

  // Without a name all rows come, of which those of others are left out.
  'cat.aliases': { parts: { name: 'aliases' }, effect: 'reads', answer: 'table' },
  'cat.templates': { parts: { name: 'own' }, effect: 'reads', answer: 'table' },
  'cat.repositories': { effect: 'reads', answer: 'table' },
  'cat.snapshots': { parts: { repository: 'own' }, effect: 'reads', answer: 'table' },
  'cat.tasks': { effect: 'reads', answer: 'table' },
  'cat.pending_tasks': { effect: 'reads', answer: 'table' },

  'cat.allocation': plain,
  'cat.cluster_manager': plain,
  'cat.fielddata': plain,
  'cat.health': plain,
  'cat.help': plain,
  'cat.nodeattrs': plain,
  'cat.nodes': plain,
  'cat.plugins': plain,
  'cat.thread_pool': plain,
}
