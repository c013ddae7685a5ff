import type { ApiRules, BodyTranslator } from '../api.ts'
import { ingestPipeline, ingestSimulation } from '../documents/ingest-pipeline.ts'
import { lastingContext } from '../documents/lasting-context.ts'
import { storedScript } from '../documents/stored-script.ts'
import { searchPipelineBody } from '../queries/search-pipelines.ts'
import type { Translate } from '../queries/walk.ts'
import { walkOf } from '../queries/walk-body.ts'

const stored = (translate: Translate): BodyTranslator => ({
  form: 'json',
  edit: (edits, context) => translate(walkOf(edits, lastingContext(context)), edits.root),
})

/** Nothing is written, whatever the pipeline says. */
const simulated: BodyTranslator = {
  form: 'json',
  edit: (edits, context) => ingestSimulation(walkOf(edits, { ...context, reach: () => {} }), edits.root),
}

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
