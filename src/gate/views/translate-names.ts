import { headerValues, splitTarget, type WireHeader } from '../../sigv4/canonical-request.ts'
import { jsonAnswer, sendAnswer } from '../answer.ts'
import { type Exchange, type Next, withHook } from '../exchange.ts'
import { testName } from '../gate.ts'
import type { Rejection } from '../rejection.ts'
import { type RelayHook, withoutHeader } from '../relay/relay-hook.ts'
import { mayChangeIndices } from '../rules/opensearch-rules.ts'
import type { ServiceRules } from '../rules/service-rules.ts'
import { copyFailed, notReady, notTranslated, tooLarge } from '../service-rejections.ts'
import { endedTest } from '../verify/signature-rejections.ts'
import { allApis } from './all-apis.ts'
import { checkForm } from './answers/answer-form.ts'
import { answerHook } from './answers/answer-hook.ts'
import type { Call } from './api.ts'
import { CopyFailed } from './copies.ts'
import { messages } from './messages.ts'
import type { OpenedView } from './opened-view.ts'
import { asReceived, codingOf, plainBody, TooLong } from './plain-body.ts'
import { route } from './route.ts'
import { type KnownRequest, type Translation, translate } from './translate.ts'
import { NameRejected } from './view.ts'
import { NAMES_HEADER } from './view-request.ts'
import { wrongMethodAnswer } from './wrong-method.ts'

/** Translates the names of a request and of its answer, where a view stands for its key. */
export async function translateNames(exchange: Exchange, next: Next): Promise<void> {
  const { context, identity, worker, request } = exchange
  if (context.service !== 'opensearch') return next(exchange)
  const named = headerValues(request.headers, NAMES_HEADER)
  const onward = named.length > 0 ? withHook(exchange, { onRequest: without(NAMES_HEADER) }) : exchange
  const opened = context.views.of(identity)
  // Its view may have ended while the request waited.
  if (!opened && identity.test) return exchange.reject(endedTest(testName(identity.test)))
  const isPhysical = named.includes('physical') && !identity.test
  if (!opened || isPhysical) return next({ ...onward, isPhysical })
  const { method, target } = request
  const mayChange = mayChangeIndices(method, target)
  const end = mayChange ? opened.changes.begin(worker, `${method} ${splitTarget(target).path}`) : undefined
  try {
    await passTranslated(onward, opened, next)
  } finally {
    end?.()
  }
}

async function passTranslated(exchange: Exchange, opened: OpenedView, next: Next): Promise<void> {
  const { context, request, response, reject } = exchange
  if (!context.upstream.isReady()) return reject(notReady(context.upstream.name))
  let translated: Exchange
  try {
    const call = route(request.method, request.target)
    const otherwise = call ? undefined : wrongMethodAnswer(request.method, request.target)
    if (otherwise) return sendAnswer(response, otherwise)
    const known = await knownRequest(exchange, call)
    translated = inPhysicalNames(exchange, known, opened, await withCopies(known, opened, exchange))
  } catch (cause) {
    const rejection = rejectionOf(cause, context.rules)
    if (rejection) return reject(rejection)
    throw cause
  }
  return opened.note(next(translated), mayFindCopies(translated))
}

function rejectionOf(cause: unknown, { bodyLimit }: ServiceRules): Rejection | undefined {
  if (cause instanceof NameRejected) return notTranslated(cause.message)
  if (cause instanceof TooLong) return tooLarge(bodyLimit.bytes, bodyLimit.status)
  return cause instanceof CopyFailed ? copyFailed(messages.copyFailed(cause.index.name, cause.message)) : undefined
}

/** Whether a request has patterns, which would find a copy beside what it is a copy of. */
const mayFindCopies = ({ plan: { forward } }: Exchange): boolean =>
  forward.target.includes('*') || forward.body !== undefined

async function knownRequest(
  { context, request: { method, target, headers }, body }: Exchange,
  call: Call | undefined,
): Promise<KnownRequest> {
  if (!call) throw new NameRejected(messages.unknownPath(method, splitTarget(target).path))
  const rules = allApis.get(call.path.api)
  if (!rules) throw new NameRejected(messages.unknownApi(call.path.api))
  if (rules.rejected !== undefined) throw new NameRejected(rules.rejected)
  checkForm(call, headers, rules.answer)
  const coding = rules.body && codingOf(headers)
  const plain = coding ? await plainBody(body, coding, context.rules.bodyLimit.bytes) : asReceived(body)
  return { call, rules, headers, body: plain }
}

/** The translation of a request for which the scope has its copies. */
async function withCopies(known: KnownRequest, opened: OpenedView, { context }: Exchange): Promise<Translation> {
  const copies = opened.copiesBy(context.upstream)
  for (;;) {
    await copies.settled()
    const translation = await translate(known, opened.view)
    if (translation.changes.length === 0) return translation
    await opened.patternsAnswered()
    await copies.make(translation.changes)
    for (const index of translation.changes) opened.cover(index)
  }
}

function inPhysicalNames(
  exchange: Exchange,
  { call, rules, body: plain }: KnownRequest,
  opened: OpenedView,
  { target, body, deletes }: Translation,
): Exchange {
  const isPlain = plain !== asReceived(exchange.body)
  const cover = (status: number) => {
    if (status >= 200 && status < 300) for (const index of deletes) opened.cover(index)
  }
  let translated = withHook(exchange, answerHook(opened.view, call, rules.answer))
  if (isPlain) translated = withHook(translated, { onRequest: without('content-encoding') })
  if (plain.length === 0 && body.length > 0) translated = withHook(translated, { onRequest: withJson })
  if (rules.deletesAll && Object.values(call.parts).includes('*')) translated = withHook(translated, acknowledged)
  if (deletes.length > 0) translated = withHook(translated, { record: cover })
  const isSame = !isPlain && body === plain
  return {
    ...translated,
    plan: { ...exchange.plan, forward: isSame ? { target } : { target, body } },
    isTranslated: true,
    mark: opened.view.prefix,
  }
}

/** The answer where all are deleted and there is none. */
const acknowledged: RelayHook = { replaced: [404], replace: () => jsonAnswer(200, { acknowledged: true }) }

/** The headers of a request that had no body, and has one now. */
const withJson = (headers: readonly WireHeader[]): readonly WireHeader[] => [
  ...withoutHeader(headers, 'content-type'),
  ['content-type', 'application/json'],
]

const without =
  (name: string) =>
  (headers: readonly WireHeader[]): readonly WireHeader[] =>
    withoutHeader(headers, name)
