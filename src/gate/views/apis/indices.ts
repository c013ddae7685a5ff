import type { ApiRules } from '../api.ts'
import { indexDefinition } from '../bodies/index-definition.ts'
import { changedSettings } from '../bodies/index-settings.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { aboutIndices } from './about-indices.ts'
import { namedIndices } from './named-indices.ts'

const parts = { index: 'indices' } as const

/** `_clone`, `_shrink` and `_split`. The source has to be one that cannot be written to, which no sealed index is known as. */
const resize: ApiRules = {
  parts: { index: 'index', target: 'new-index' },
  effect: 'changes',
  body: jsonBody(indexDefinition),
}

/** Indices: what they are, what is known of them, and what is done to them as a whole. */
export const indicesApis: Readonly<Record<string, ApiRules>> = {
  'indices.create': { parts: { index: 'new-index' }, effect: 'changes', body: jsonBody(indexDefinition) },
  'indices.delete': namedIndices('deletes'),
  'indices.get': { parts, effect: 'reads', answer: 'settings' },
  'indices.exists': { parts, effect: 'reads' },
  'indices.resolve_index': { parts: { name: 'indices-and-aliases' }, effect: 'reads' },

  'indices.open': namedIndices('changes'),
  'indices.close': namedIndices('changes'),
  'indices.add_block': namedIndices('changes'),
  'indices.clone': resize,
  'indices.shrink': resize,
  'indices.split': resize,
  'indices.rollover': {
    parts: { alias: 'index', new_index: 'new-index' },
    effect: 'changes',
    body: jsonBody(indexDefinition),
  },

  'indices.get_settings': {
    parts,
    named: { '/_settings': '/{index}/_settings', '/_settings/{name}': '/{index}/_settings/{name}' },
    effect: 'reads',
    answer: 'settings',
  },
  'indices.put_settings': aboutIndices('/_settings', 'changes', { body: jsonBody(changedSettings) }),
  'indices.get_mapping': {
    parts,
    named: { '/_mapping': '/{index}/_mapping', '/_mappings': '/{index}/_mappings' },
    effect: 'reads',
  },
  'indices.get_field_mapping': aboutIndices('/_mapping/field/{fields}', 'reads'),
  'indices.put_mapping': namedIndices('changes'),

  'indices.refresh': aboutIndices('/_refresh', 'reads'),
  'indices.flush': aboutIndices('/_flush', 'reads'),
  'indices.clear_cache': aboutIndices('/_cache/clear', 'reads'),
  // It makes other segments of the same documents, which the statistics of an index tell of.
  'indices.forcemerge': aboutIndices('/_forcemerge', 'changes'),
  'indices.upgrade': aboutIndices('/_upgrade', 'changes'),

  'indices.stats': {
    parts,
    named: { '/_stats': '/{index}/_stats', '/_stats/{metric}': '/{index}/_stats/{metric}' },
    effect: 'reads',
  },
  'indices.segments': aboutIndices('/_segments', 'reads'),
  'indices.recovery': aboutIndices('/_recovery', 'reads'),
  'indices.shard_stores': aboutIndices('/_shard_stores', 'reads'),
  'indices.get_upgrade': aboutIndices('/_upgrade', 'reads'),
}
