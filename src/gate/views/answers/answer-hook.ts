import { editable, type RelayHook } from '../../relay/relay-hook.ts'
import type { View } from '../view.ts'
import { formOf } from './answer-form.ts'
import { PrefixRemoval, withoutPrefixes } from './prefix-removal.ts'

/** What is done with the answer to a call: the names in its headers and in its body become the user's again. */
export function answerHook(view: View): RelayHook {
  const removed = withoutPrefixes(view.prefixes)
  return {
    onRequest: editable,
    onHead: (headers) => headers.map(([name, value]) => [name, removed(value)]),
    streamOf(_, headers) {
      const form = formOf(headers)
      return form === 'cbor' || form === 'smile' ? undefined : new PrefixRemoval(view.prefixes)
    },
  }
}
