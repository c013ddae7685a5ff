import { messageOf } from '../errors/errors.ts'
import type { Rejection } from './rejection.ts'
import { NotPrepared, type Upstream, UpstreamUnreachable } from './relay/upstream.ts'
import { messages } from './views/messages.ts'

/** The body is over the limit of the service, in bytes. The sentences are those of the two services. */
export const tooLarge = (limit: number, status: 400 | 413): Rejection => ({
  reason: 'too-large',
  status,
  type: status === 413 ? 'RequestEntityTooLargeException' : 'BadRequestException',
  sentence:
    status === 413
      ? `Request size exceeded ${limit} bytes`
      : `Request size exceeds max allowed value of ${limit} bytes.`,
  explanation: '',
})

/** Too much at one time: requests, connections, or bytes of bodies. */
export const busy = (what: string): Rejection => ({
  reason: 'busy',
  status: 429,
  type: 'TooManyRequestsException',
  sentence: `Too many requests: ${what}.`,
  explanation: 'Wait for answers before sending more.',
})

/** A body that does not fit into memory could not be written to a file. */
export const noRoom = (cause: unknown): Rejection => ({
  reason: 'no-room',
  status: 507,
  type: 'InternalFailureException',
  sentence: `The body of the request cannot be kept: ${messageOf(cause)}.`,
  explanation: 'The gate keeps long bodies in files of the temporary folder (TMPDIR); make room there.',
})

/** There is no room left for the data of the engine. `message` says whose data fills it, and how to give more. */
export const dataFull = (message: string): Rejection => ({
  reason: 'data-full',
  status: 507,
  type: 'InsufficientStorageException',
  sentence: message,
  explanation: '',
})

/** Sent without TLS; `url` is where it should have gone. */
export const plainHttp = (url: string): Rejection => ({
  reason: 'plain-http',
  status: 400,
  type: 'BadRequestException',
  sentence: 'The request was sent by plain HTTP to a port that speaks TLS.',
  explanation: `Begin the URL with https:// instead of http://: ${url}.`,
})

/** The service has no such method. */
export const noMethod = (method: string): Rejection => ({
  reason: 'malformed',
  status: 405,
  type: 'MethodNotAllowedException',
  sentence: `The HTTP method ${method} is not supported.`,
  explanation: '',
})

/** The target of the request is no path: `*`, or the address of another server. */
export const noPath = (target: string): Rejection => ({
  reason: 'malformed',
  status: 400,
  type: 'BadRequestException',
  sentence: `The request target '${target.slice(0, 100).replace(/[^\x21-\x7e]/g, '?')}' is not supported.`,
  explanation: "Send a path that starts with '/'.",
})

/** The engine is still starting. */
export const notReady = (engine: string): Rejection => ({
  reason: 'not-ready',
  status: 503,
  type: 'ServiceUnavailableException',
  sentence: `${engine} is still starting.`,
  explanation: 'Try again in a moment.',
})

/** What is behind the gate does not answer any more. `advice`: what the user can do. */
const upstreamGone = (name: string, cause: unknown, advice: string): Rejection => ({
  reason: 'engine-gone',
  status: 502,
  type: 'InternalFailureException',
  sentence: `${name} is gone: ${messageOf(cause) || String(cause)}.`,
  explanation: advice,
})

/** A query used up the engine's memory and was ended. Neptune's code and status. */
export const outOfMemory = (): Rejection => ({
  reason: 'out-of-memory',
  status: 500,
  type: 'MemoryLimitExceededException',
  sentence: 'Operation terminated (out of memory).',
  explanation:
    "The query used up the engine's memory, which all runs share, and was ended. Bound it: limit(), fewer repeat() steps, count() in place of lists.",
})

/** A wildcard reaches the indices of other runs, which share the engine now. */
export const othersWouldBeHit = (method: string, path: string, prefix: string): Rejection => ({
  reason: 'others-hit',
  status: 403,
  type: 'AccessDeniedException',
  sentence: `${method} ${path} reaches the indices of other runs, which use this engine now.`,
  explanation: `Name the indices, or use a pattern under the prefix of this run: '${prefix}*'.`,
})

/** What a worker had in an engine went with it. `message` says how the engine ended. */
export const engineReplaced = (message: string): Rejection => ({
  reason: 'engine-replaced',
  status: 500,
  type: 'InternalFailureException',
  sentence: message,
  explanation:
    'What the tests of this worker that run now had written is lost; datasets are there again. Those that fail are run again once; a test with retries of its own has those instead.',
})

/** A bridge has nothing to sign with. */
const noCredentials = (cause: unknown): Rejection => ({
  reason: 'no-credentials',
  status: 500,
  type: 'InternalFailureException',
  sentence: `The bridge has no credentials to sign with: ${messageOf(cause)}.`,
  explanation: 'Renew them; the next request asks for them again.',
})

/** The service has no such path. */
export const notFound = (method: string, path: string): Rejection => ({
  reason: 'not-found',
  status: 404,
  type: 'BadRequestException',
  sentence: `There is no ${method} ${path}.`,
  explanation: '',
})

/** The real service can do it, the stand-in cannot. */
export const unsupported = (what: string, instead: string): Rejection => ({
  reason: 'unsupported',
  status: 400,
  type: 'UnsupportedOperationException',
  sentence: `The local stand-in does not offer ${what}.`,
  explanation: instead,
})

/** A request that cannot be translated into the names of a view. `message` says why. */
export const notTranslated = (message: string): Rejection => ({
  reason: 'not-translated',
  status: 400,
  type: 'UnsupportedOperationException',
  sentence: message,
  explanation: messages.tellUs,
})

/** A sealed index has to be copied before the request, and that failed. `message` says why. */
export const copyFailed = (message: string): Rejection => ({
  reason: 'copy-failed',
  status: 500,
  type: 'InternalFailureException',
  sentence: message,
  explanation: '',
})

/** The request cannot be read, and so cannot be routed. */
export const unreadable = (problem: string): Rejection => ({
  reason: 'malformed',
  status: 400,
  type: 'MalformedQueryException',
  sentence: `The request cannot be read: ${problem}.`,
  explanation: '',
})

/** A script names the graph of a worker; on Neptune there is none of that name either. */
export const foreignGraph = (name: string): Rejection => ({
  reason: 'foreign-graph',
  status: 400,
  type: 'MalformedQueryException',
  sentence: `No such property: ${name}.`,
  explanation: `Neptune binds 'g' and nothing else; '${name}' is how the stand-in tells the graphs of the workers apart.`,
})

/** Neptune does not offer it, and the engine would do more with it than read and write the graph. */
export const notGremlinOfNeptune = (what: string): Rejection => ({
  reason: 'unsupported-gremlin',
  status: 400,
  type: 'UnsupportedOperationException',
  sentence: `Neptune does not support ${what}.`,
  explanation: "The stand-in's gate says so; the wording of Neptune may differ.",
})

/** A fault of the gate itself. */
export const internal = (cause: unknown): Rejection => ({
  reason: 'internal',
  status: 500,
  type: 'InternalFailureException',
  sentence: `The gate failed: ${messageOf(cause)}.`,
  explanation: 'This is a fault in vitest-aws-fixtures.',
})

/** A request failed on its way to the engine, or to AWS. */
export function failureRejection(upstream: Pick<Upstream, 'name' | 'advice'>, cause: unknown): Rejection {
  if (cause instanceof UpstreamUnreachable) return upstreamGone(upstream.name, cause, upstream.advice())
  return cause instanceof NotPrepared ? noCredentials(cause) : internal(cause)
}
