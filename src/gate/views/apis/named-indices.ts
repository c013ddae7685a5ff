import type { ApiRules, Call } from '../api.ts'
import { splitNames } from '../names/index-expression.ts'
import { NameRejected } from '../view.ts'
import { namesNoIndex } from './messages.ts'

/** Fails with NameRejected for a list of indices that names none, as `,`: the engine rejects it, too, and does not take it for all. */
function checkNamed({ parts: { index } }: Call): void {
  if (index !== undefined && splitNames(index).length === 0) throw new NameRejected(namesNoIndex(index))
}

/** What an API does with indices that have to be named. */
export const namedIndices = (effect: ApiRules['effect']): ApiRules => ({
  ...{ parts: { index: 'indices' }, effect, check: checkNamed },
})
