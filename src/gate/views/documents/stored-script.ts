import { memberOf } from '../json/json-edits.ts'
import { script } from '../queries/scripts.ts'
import { searchBody } from '../queries/search-body.ts'
import { sourceOf } from '../queries/search-templates.ts'
import { members, type Translate, textOf } from '../queries/walk.ts'

const template = sourceOf(searchBody)

/** The body of `PUT /_scripts/{id}`: a script, or a template of a search. */
export const storedScript: Translate = members({
  script: (walk, node) => {
    const isTemplate = textOf(memberOf(node, 'lang')) === 'mustache'
    if (isTemplate) members({ source: template, code: template })(walk, node)
    else script(walk, node)
  },
})
