import type { BodyContext } from '../api.ts'
import type { Translate } from '../queries/walk.ts'

/**
 * Translates what is stored, as a pipeline or a template, and translated only now. The names in it have to stand for the
 * same later on: so the sealed ones among them are copied at once.
 */
export const lasting =
  (translate: Translate): Translate =>
  (walk, node) =>
    translate({ ...walk, context: lastingContext(walk.context) }, node)

function lastingContext(context: BodyContext): BodyContext {
  const { view } = context
  const copied = (names: readonly string[]): readonly string[] => {
    context.reach(names, 'changes')
    return names
  }
  return {
    ...context,
    reach: copied,
    view: {
      ...view,
      physical: (name) => view.physical(copied([name])[0]!),
      expression: (names) => view.expression(copied(names)),
      aliases: (names) => view.aliases(copied(names)),
    },
  }
}
