import { memberOf } from '../json/json-edits.ts'
import { splitNames } from '../names/index-expression.ts'
import { script } from '../queries/scripts.ts'
import { searchBody } from '../queries/search-body.ts'
import { both, changedIndex, members, membersOf, pipelineName, type Translate, textsOf } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { remoteSource } from './messages.ts'

/** The body of `_update_by_query` and `_delete_by_query`: a search, and what is done with what it finds. */
export const updateByQuery: Translate = both(searchBody, members({ script }))

/** The body of `_reindex`. */
export const reindex: Translate = (walk, body) => members({ source, dest, script })(walk, body)

/** What is read: a search that names its indices itself. */
const source: Translate = (walk, node) => {
  const { edits, context } = walk
  if (memberOf(node, 'remote')) throw new NameRejected(remoteSource)
  let about: readonly string[] = []
  for (const { name, value } of membersOf(node)) {
    if (name !== 'index') continue
    about = value.kind === 'text' ? splitNames(value.text) : textsOf(value)
    // The engine rejects none at all, which here must not become all.
    if (about.length === 0) continue
    context.reach(about, 'reads')
    const physical = context.view.expression(about)
    edits.replace(value, value.kind === 'text' ? physical.join() : physical)
  }
  searchBody({ ...walk, about }, node)
}

/** Where it is written to, if no script says otherwise. */
const dest: Translate = members({ index: changedIndex, pipeline: pipelineName })
