import { script } from '../queries/scripts.ts'
import { eachItem, members, membersOf, ownName, rejectNames, type Translate, textOf } from '../queries/walk.ts'

const processors: Translate = (walk, node) => eachItem(processor)(walk, node)

/** The body of `PUT /_ingest/pipeline/{id}`. */
export const ingestPipeline: Translate = members({ processors, on_failure: processors })

/** The body of `_simulate`: documents as if they were to be written, and a pipeline where the path names none. */
export const ingestSimulation: Translate = members({
  pipeline: ingestPipeline,
  docs: eachItem(
    members({
      _index: ({ edits, context }, node) => {
        const name = textOf(node)
        if (name !== undefined) edits.replace(node, context.view.ownIndex(name))
      },
    }),
  ),
})

/** `{ set: { … } }`: what a step does, by its name. */
const processor: Translate = (walk, node) => {
  for (const { name, value } of membersOf(node)) {
    members({ on_failure: processors })(walk, value)
    const translate = Object.hasOwn(processorTypes, name) ? processorTypes[name]! : rejectNames(name)
    translate(walk, value)
  }
}

const processorTypes: Readonly<Record<string, Translate>> = {
  foreach: members({ processor }),
  pipeline: members({ name: ownName }),
  script,
}
