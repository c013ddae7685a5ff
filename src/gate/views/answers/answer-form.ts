import { headerValues, type WireHeader } from '../../../sigv4/canonical-request.ts'
import type { AnswerEdit, Call } from '../api.ts'
import { NameRejected } from '../view.ts'
import { messages } from './messages.ts'

/** How a body is written: in one of the forms of OpenSearch, or in plain text. In CBOR and SMILE names have lengths. */
export type AnswerForm = 'json' | 'yaml' | 'cbor' | 'smile' | 'text'

/** The form of an answer by its headers; without a type it is text. */
export const formOf = (headers: readonly WireHeader[]): AnswerForm =>
  formIn(headerOf(headers, 'content-type')) ?? 'text'

/**
 * Fails with NameRejected for a call whose answer would come in a form that cannot be edited. It comes in the form that the
 * call asks for, else in that of its body.
 */
export function checkForm(call: Call, headers: readonly WireHeader[], edit: AnswerEdit | undefined): void {
  const asked = [parameterOf(call, 'format'), headerOf(headers, 'accept'), headerOf(headers, 'content-type')]
  const form = asked.map(formIn).find(Boolean)
  const isUnread =
    form === 'cbor' || form === 'smile' || (form === 'yaml' && (edit === 'settings' || edit === 'cluster'))
  if (isUnread) throw new NameRejected(messages.unreadForm(form.toUpperCase()))
}

/** A parameter of a call, as the engine takes it: the last one of the name. */
export const parameterOf = ({ query }: Call, wanted: string): string | undefined =>
  query.findLast(([name]) => name === wanted)?.[1]

/** Whether a parameter that may be true or false is true; without a value it is. */
export const isSet = (call: Call, name: string): boolean => ['', 'true'].includes(parameterOf(call, name) ?? 'false')

const headerOf = (headers: readonly WireHeader[], name: string): string | undefined => headerValues(headers, name)[0]

/** `application/yaml; charset=UTF-8`, `yaml` and `application/vnd.opensearch+yaml` are YAML. */
function formIn(type: string | undefined): AnswerForm | undefined {
  const [, found] = /\b(json|yaml|cbor|smile|plain)\b/.exec(type?.toLowerCase() ?? '') ?? []
  return found === 'plain' ? 'text' : (found as AnswerForm | undefined)
}
