import type { BodyTranslator } from '../api.ts'
import { isBlank } from '../json/blank.ts'
import { mayName } from '../queries/may-name.ts'
import { membersOf, namesIn, type Translate } from '../queries/walk.ts'
import { indicesOfPath, walkOf } from '../queries/walk-body.ts'
import { NameRejected } from '../view.ts'
import { pointInTimeInLines } from './messages.ts'

/**
 * Searches in lines: one that says where to search, and one with what is searched there, as `translate` translates it. What is
 * said in the path counts where a line names no index.
 */
export const searchLines = (translate: Translate): BodyTranslator => ({
  form: 'lines',
  open: (context) => {
    const ofPath = indicesOfPath(context.call)
    const inLine = { ...context, keepPath: rejectPointInTime }
    let about = ofPath
    let next: 'first' | 'header' | 'body' = 'first'
    return (line, bytes) => {
      const isEmpty = isBlank(bytes())
      // An empty line before all others counts as none.
      if (next === 'first' && bytes().length === 0) return
      if (next !== 'body') {
        about = ofPath
        next = 'body'
        if (isEmpty) return
        const edits = line()
        for (const { name, value } of membersOf(edits.root)) {
          if (name !== 'index' && name !== 'indices') continue
          about = namesIn(value).filter((index) => index !== '')
          context.reach(about, 'reads')
          edits.replace(value, context.view.expression(about))
        }
        return
      }
      next = 'header'
      if (isEmpty || !mayName(bytes())) return
      const edits = line()
      translate(walkOf(edits, inLine, about), edits.root)
    }
  },
})

function rejectPointInTime(): never {
  throw new NameRejected(pointInTimeInLines)
}
