import type { ApiRules } from '../api.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { componentTemplate, indexTemplate, legacyTemplate } from '../bodies/templates.ts'

/**
 * All templates at the path that names none: with a pattern in it, the engine would answer that there are none by 404. It
 * answers this path by 200, so what belongs to others is taken out of its answer.
 */
const read: ApiRules = { parts: { name: 'own' }, effect: 'reads', answer: 'cluster' }
/** A name or a pattern: the engine splits none at commas, and `_all` is a name like others. */
const named: ApiRules = { parts: { name: 'own' }, effect: 'reads' }
const removed: ApiRules = { ...named, deletesAll: true }

/** Templates by which indices are made, and data streams, whose indices are made by them. */
export const templatesApis: Readonly<Record<string, ApiRules>> = {
  'cluster.put_component_template': { ...named, body: jsonBody(componentTemplate) },
  'cluster.get_component_template': read,
  'cluster.exists_component_template': named,
  'cluster.delete_component_template': removed,

  'indices.put_index_template': { ...named, body: jsonBody(indexTemplate) },
  'indices.get_index_template': read,
  'indices.exists_index_template': named,
  'indices.delete_index_template': removed,
  'indices.simulate_template': { ...named, body: jsonBody(indexTemplate) },
  // The name is that of an index that would be made, which no sealed one stands for.
  'indices.simulate_index_template': { ...named, body: jsonBody(indexTemplate) },

  'indices.put_template': {
    ...named,
    query: { index_patterns: 'own-list', template: 'own' },
    body: jsonBody(legacyTemplate),
  },
  'indices.get_template': { ...read, parts: { name: 'own-list' } },
  'indices.exists_template': { ...named, parts: { name: 'own-list' } },
  'indices.delete_template': removed,

  'indices.create_data_stream': { parts: { name: 'new-index' }, effect: 'reads' },
  'indices.get_data_stream': {
    parts: { name: 'indices' },
    named: { '/_data_stream': '/_data_stream/{name}' },
    effect: 'reads',
  },
  // Only data streams are deleted, which no layer of sealed indices has; and by patterns without exclusions.
  'indices.delete_data_stream': { parts: { name: 'own-list' }, effect: 'reads' },
  'indices.data_streams_stats': {
    parts: { name: 'indices' },
    named: { '/_data_stream/_stats': '/_data_stream/{name}/_stats' },
    effect: 'reads',
  },
}
