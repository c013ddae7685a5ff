import { type BodyEdit, editable, inTurn, type RelayHook } from '../../relay/relay-hook.ts'
import type { AnswerEdit, Call } from '../api.ts'
import { insertedTexts } from '../scripts/insertions.ts'
import type { View } from '../view.ts'
import { type AnswerForm, formOf, isSet } from './answer-form.ts'
import { clusterEdit } from './cluster-edit.ts'
import { settingsEdit } from './copied-settings.ts'
import { PrefixRemoval, starred, withoutPrefixes } from './prefix-removal.ts'
import { rowsEdit } from './rows-edit.ts'
import { tableEdit } from './table-edit.ts'

/** What is done with the answer to a call: the names in its headers and in its body become the user's again. */
export function answerHook(view: View, call: Call, edit: AnswerEdit | undefined): RelayHook {
  const removed = withoutPrefixes(view.prefixes)
  return {
    onRequest: editable,
    onHead: (headers) => headers.map(([name, value]) => [name, removed(value)]),
    streamOf(status, headers) {
      const form = formOf(headers)
      if (form === 'cbor' || form === 'smile') return undefined
      // What was put into scripts has prefixes in it, and so is taken out before them.
      const removal = inTurn([
        new PrefixRemoval(insertedTexts(view)),
        new PrefixRemoval(starred(view.prefixes)),
        new PrefixRemoval(view.prefixes),
      ])
      const whole = status === 200 && edit && wholeEdit(view, call, edit, form)
      return whole ? inTurn([whole, removal]) : removal
    },
  }
}

function wholeEdit(view: View, call: Call, edit: AnswerEdit, form: AnswerForm): BodyEdit | undefined {
  if (form === 'text') return edit === 'table' && !isSet(call, 'help') ? tableEdit(view, call) : undefined
  if (edit === 'table' && (form === 'json' || form === 'yaml')) return rowsEdit(view, call, form)
  if (form !== 'json') return undefined
  return edit === 'settings' ? settingsEdit(view) : clusterEdit(view)
}

/** The query with which the engine is asked: for a table that is edited, its header has to come with it. */
export function queryForAnswer(call: Call, edit: AnswerEdit | undefined): Call['query'] {
  return edit === 'table' ? [...call.query, ['v', 'true']] : call.query
}
