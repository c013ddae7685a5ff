import type { ApiRules, BodyTranslator } from '../api.ts'
import { jsonBody } from '../bodies/json-body.ts'
import { ingestPipeline, ingestSimulation } from '../documents/ingest-pipeline.ts'
import { lasting } from '../documents/lasting.ts'
import { storedScript } from '../documents/stored-script.ts'
import { searchPipelineBody } from '../queries/search-pipelines.ts'
import type { Translate } from '../queries/walk.ts'

const stored = (translate: Translate): BodyTranslator => jsonBody(lasting(translate))

/** Nothing is written, whatever the pipeline says. */
const simulated = jsonBody((walk, node) =>
  ingestSimulation({ ...walk, context: { ...walk.context, reach: () => {} } }, node),
)

const one = { parts: { id: 'own' } } as const
const many = { parts: { id: 'own-list' }, effect: 'reads' } as const

/** What is stored under a name, and run with documents or searches: scripts and pipelines. */
export const pipelinesApis: Readonly<Record<string, ApiRules>> = {
  delete_script: { ...one, effect: 'changes' },
  get_script: { ...one, effect: 'reads' },
  get_script_context: { effect: 'reads' },
  get_script_languages: { effect: 'reads' },
  put_script: { ...one, effect: 'changes', body: stored(storedScript) },

  // A pattern here is one for the whole name, commas and all.
  'ingest.delete_pipeline': { ...one, effect: 'changes', deletesAll: true },
  'ingest.get_pipeline': { ...many, named: { '/_ingest/pipeline': '/_ingest/pipeline/{id}' } },
  'ingest.processor_grok': { effect: 'reads' },
  'ingest.put_pipeline': { ...one, effect: 'changes', body: stored(ingestPipeline) },
  'ingest.simulate': { ...one, effect: 'reads', body: simulated },

  'search_pipeline.delete': { ...one, effect: 'changes', deletesAll: true },
  'search_pipeline.get': { ...many, named: { '/_search/pipeline': '/_search/pipeline/{id}' } },
  'search_pipeline.put': { ...one, effect: 'changes', body: stored(searchPipelineBody) },
}
