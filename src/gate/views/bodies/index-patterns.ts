import { itemsOf, type Translate, textOf } from '../queries/walk.ts'

/**
 * The patterns for the indices that a template or a policy is for: a text or a list. These indices are the scope's own, so
 * each pattern just gets the prefix, with which the engine gives it back.
 */
export const ownPatternsOf: Translate = ({ edits, context }, node) => {
  for (const item of itemsOf(node)) {
    const pattern = textOf(item)
    if (pattern) edits.replace(item, context.view.ownIndex(pattern))
  }
}
