import type { WireHeader } from '../../sigv4/canonical-request.ts'
import { readWhole, type StreamedBody } from '../receive/pieces.ts'
import { formOf, isSet } from './answers/answer-form.ts'
import { queryForAnswer } from './answers/answer-hook.ts'
import type { ApiPath, ApiRules, BodyContext, Call, Effect } from './api.ts'
import { partsOf } from './api-paths.ts'
import { MalformedJson } from './json/json-tape.ts'
import { readJson, readLongJson } from './json/read-json.ts'
import { translateLines } from './lines.ts'
import { messages } from './messages.ts'
import { splitNames } from './names/index-expression.ts'
import { targetOf } from './target.ts'
import { translateName } from './translate-name.ts'
import { exactOf, literally, takesPatternsLiterally, translateQuery } from './translate-query.ts'
import { NameRejected, type SealedIndex, type View } from './view.ts'

/** A request whose API is known. */
export interface KnownRequest {
  readonly call: Call
  readonly rules: ApiRules
  readonly headers: readonly WireHeader[]
  /** Not compressed. */
  readonly body: Buffer | StreamedBody
}

/** A request in physical names, as far as the view stands now. */
export interface Translation {
  readonly target: string
  /** The same as before, where it has no names. */
  readonly body: Buffer | StreamedBody
  /** The sealed indices that it can change. The scope has to get copies of them first, and then the request is translated again. */
  readonly changes: readonly SealedIndex[]
  /** The sealed indices that it deletes: they are not in it, and the view no longer has them once it has been carried out. */
  readonly deletes: readonly SealedIndex[]
}

/** Translates a request. Fails with NameRejected where that cannot be done. */
export async function translate(request: KnownRequest, view: View): Promise<Translation> {
  const { call, rules } = request
  rules.check?.(call)
  const reached = new Reached(view)
  let keepsPath = false
  const context: BodyContext = {
    ...{ view, call },
    reach: (names, effect) => reached.add(names, effect),
    keepPath: () => {
      keepsPath = true
    },
  }
  const source = sourceOf(request)
  const body = await translateBody(source ? Buffer.from(source.text) : request.body, request, context)
  const path = keepsPath ? call.path : pathOf(call, rules)
  const parts = translateParts({ ...call, path }, rules, view, reached)
  const query = translateQuery({ ...call, path, query: queryForAnswer(call, rules.answer) }, rules, view).map(
    ([name, value], at) => (at === source?.at ? ([name, String(body)] as const) : ([name, value] as const)),
  )
  return {
    target: targetOf(path, parts, reached.deletes.length > 0 ? withoutPatterns(query, parts, view) : query),
    body: source ? request.body : body,
    changes: [...reached.changes],
    deletes: reached.deletes,
  }
}

/** What a request reaches of what is sealed. */
class Reached {
  readonly changes = new Set<SealedIndex>()
  deletes: readonly SealedIndex[] = []
  readonly #view: View

  constructor(view: View) {
    this.#view = view
  }

  add(names: readonly string[], effect: Effect): void {
    if (effect === 'reads') return
    const deleted = effect === 'deletes' ? this.#view.sealedNamed(names) : []
    if (effect === 'deletes') this.deletes = deleted
    for (const index of this.#view.sealedIn(names)) if (!deleted.includes(index)) this.changes.add(index)
  }
}

/** The path that names what it is about, where the one of the call is about all. */
function pathOf(call: Call, { named, answer }: ApiRules): ApiPath {
  const { path } = call
  // The help of a table is about no indices, and the engine rejects it where some are named.
  const naming = answer === 'table' && isSet(call, 'help') ? undefined : named?.[path.path]
  return naming === undefined ? path : { ...path, path: naming }
}

function translateParts(call: Call, rules: ApiRules, view: View, reached: Reached): Record<string, string> {
  const parts: Record<string, string> = { ...call.parts }
  for (const part of partsOf(call.path)) {
    const sort = rules.parts?.[part]
    if (sort === undefined) continue
    const text = call.parts[part] ?? ''
    const isReached = sort === 'indices' || sort === 'index' || sort === 'aliases'
    const isLiteral = sort === 'indices' && takesPatternsLiterally(call)
    const names = sort === 'index' ? [text] : splitNames(text)
    const reaching = isLiteral ? exactOf(names) : names
    if (isReached && !(isLiteral && reaching.length === 0)) reached.add(reaching, rules.effect)
    const translated = isLiteral ? literally(text, view) : translateName(sort, text, view)
    parts[part] =
      sort === 'indices' && reached.deletes.length > 0 ? without(reached.deletes, translated, view) : translated
  }
  return parts
}

/** An expression that leaves out sealed indices. */
function without(deleted: readonly SealedIndex[], expression: string, view: View): string {
  const names = deleted.map(({ physical }) => physical)
  const rest = expression.split(',').filter((entry) => !names.includes(entry))
  if (rest.some((entry) => entry.includes('*'))) return [...rest, ...names.map((name) => `-${name}`)].join(',')
  return rest.length > 0 ? rest.join(',') : nothingOf(view)
}

/** A pattern of names that no index has: they would begin with a hyphen. */
const nothingOf = ({ prefix }: View): string => `${prefix}-*`

/** Where all that a request deletes is sealed, nothing is left for the engine to delete, which must not be an error. */
function withoutPatterns(
  query: Call['query'],
  parts: Readonly<Record<string, string>>,
  view: View,
): readonly (readonly [string, string])[] {
  const isNothing = Object.values(parts).includes(nothingOf(view))
  return isNothing ? query.filter(([name]) => name !== 'allow_no_indices' && name !== 'expand_wildcards') : query
}

async function translateBody(
  body: Buffer | StreamedBody,
  { rules, headers }: KnownRequest,
  context: BodyContext,
): Promise<Buffer | StreamedBody> {
  if (!rules.body) return body
  if (body.length === 0) {
    if (rules.body.form === 'lines' || rules.body.none === undefined) return body
    const edits = readJson(Buffer.from(rules.body.none))
    rules.body.edit(edits, context)
    return edits.bytes()
  }
  const form = formOf(headers)
  if (form === 'yaml' || form === 'cbor' || form === 'smile')
    throw new NameRejected(messages.unreadBody(form.toUpperCase()))
  try {
    if (rules.body.form === 'lines') return await translateLines(body, rules.body, context)
    const whole = Buffer.isBuffer(body) ? body : await readWhole(body)
    if (rules.body.mayConcern?.(whole) === false) return whole
    const edits = await readLongJson(whole)
    rules.body.edit(edits, context)
    return edits.bytes()
  } catch (cause) {
    // The engine cannot read it either, and says so in its own words.
    if (cause instanceof MalformedJson) return body
    throw cause
  }
}

/** A body that is given as a parameter of the query, as the engine takes it where there is none else. */
function sourceOf({ call, body }: KnownRequest): { readonly text: string; readonly at: number } | undefined {
  if (body.length > 0) return undefined
  const at = call.query.findLastIndex(([name]) => name === 'source')
  return at < 0 ? undefined : { text: call.query[at]![1], at }
}
