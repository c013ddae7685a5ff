import { script } from './scripts.ts'
import { eachItem, members, membersOf, pipelineName, query, rejectNames, type Translate } from './walk.ts'

/** A search pipeline: its name, or what it does. */
export const searchPipeline: Translate = (walk, node) => {
  if (node.kind === 'object') searchPipelineBody(walk, node)
  else pipelineName(walk, node)
}

/** What a search pipeline does with requests and answers. */
export const searchPipelineBody: Translate = (walk, node) => {
  const processors = eachItem((inner, processor) => {
    for (const { name, value } of membersOf(processor)) {
      const translate = Object.hasOwn(processorTypes, name) ? processorTypes[name]! : rejectNames(name)
      translate(inner, value)
    }
  })
  members({
    request_processors: processors,
    response_processors: processors,
    phase_results_processors: processors,
  })(walk, node)
}

const none: Translate = () => {}

const processorTypes: Readonly<Record<string, Translate>> = {
  collapse: none,
  filter_query: members({ query: query }),
  'normalization-processor': none,
  oversample: none,
  rename_field: none,
  script: script,
  sort: none,
  split: none,
  truncate_hits: none,
}
