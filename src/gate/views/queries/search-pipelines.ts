import { script } from './scripts.ts'
import { eachItem, members, none, pipelineName, query, rejectNames, type Translate } from './walk.ts'

const processorTypes: Readonly<Record<string, Translate>> = {
  collapse: none,
  filter_query: members({ query }),
  'normalization-processor': none,
  oversample: none,
  rename_field: none,
  script,
  sort: none,
  split: none,
  truncate_hits: none,
}

const processors = eachItem(members(processorTypes, rejectNames))

/** What a search pipeline does with requests and answers. */
export const searchPipelineBody: Translate = members({
  request_processors: processors,
  response_processors: processors,
  phase_results_processors: processors,
})

/** A search pipeline: its name, or what it does. */
export const searchPipeline: Translate = (walk, node) => {
  if (node.kind === 'object') searchPipelineBody(walk, node)
  else pipelineName(walk, node)
}
