import type { Client } from '@opensearch-project/opensearch'
import { actionsOf } from '../../aws/actions/actions.ts'
import { httpAction } from '../../aws/actions/iam-actions.ts'
import { readDenial } from '../../aws/permissions/denial.ts'
import { createOpenSearchClient } from '../../clients/opensearch/client.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { ClientRejectedError, messageOf, PermissionError } from '../../errors/errors.ts'
import { roleMappingHint } from '../../errors/hints.ts'
import type { ServiceRejection } from '../../errors/service-rejection.ts'
import { lastSeen, rejectionOf } from '../../errors/service-rejection.ts'
import { removeUnder } from '../../isolation/index/remove-under.ts'
import { pathOfThings } from '../../isolation/index/thing-kinds.ts'
import { probeName } from '../permission-probe.ts'
import * as messages from './messages.ts'

type Tried = Pick<RunningService, 'endpoint' | 'credentials' | 'signal'>

/**
 * Checks that a run may do on a domain all that it will do there, with its own indices, which it deletes again. Fails with
 * a PermissionError that names what to allow, or with a ClientRejectedError where something else is wrong.
 */
export async function tryWritingIndices({ endpoint, credentials, signal }: Tried): Promise<void> {
  const client = createOpenSearchClient({ endpoint, credentials })
  try {
    await writeIndices(client, `${probeName()}-`, signal)
  } catch (error) {
    throw error instanceof NotWritable ? rejected(endpoint, error) : error
  } finally {
    await client.close()
  }
}

function rejected({ url }: Tried['endpoint'], { step, left: paths, cause }: NotWritable): Error {
  const rejection = rejectionOf(cause)
  const { status } = rejection ?? {}
  const left = paths && messages.indicesLeft(paths)
  if (!rejection || (status !== 401 && status !== 403) || isBlock(rejection)) {
    const advice = rejection && isBlock(rejection) ? messages.writesAreBlocked() : messages.lookAtDomain()
    const lines = [messages.indexStepFailed(url, step), lastSeen(cause), advice, left]
    return new ClientRejectedError(lines, { endpoint: url, status, cause })
  }
  const denial = readDenial(rejection.message)
  if (rejection.name === 'security_exception' || rejection.name === 'authorization_exception') {
    const advice = roleMappingHint(rejection.message)
    const lines = [messages.indexStepDenied(url, step), lastSeen(cause), advice, left]
    return new PermissionError(lines, { resource: url, cause, denial })
  }
  const { action = actionOf(cause), identity = 'this identity' } = denial
  const advice = messages.allowRequests(identity, actionsOf('OpenSearchRequests'))
  const lines = [messages.indexStepDenied(url, step, action), lastSeen(cause), advice, left]
  return new PermissionError(lines, { resource: url, cause, denial: action ? { ...denial, action } : denial })
}

/** Whether the index or the cluster rejects all writes; the status is 403 then too, as if this identity were denied. */
const isBlock = ({ name }: ServiceRejection) => /_block_exception$/.test(name)

/** The IAM action of a rejected request whose answer names none: the actions of a domain follow the HTTP method. */
function actionOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 8; depth += 1) {
    const { meta, cause } = at as { meta?: { meta?: { request?: { params?: { method?: string } } } }; cause?: unknown }
    const method = meta?.meta?.request?.params?.method
    if (method) return httpAction(method)
    at = cause
  }
  return undefined
}

/** One thing that every run does with its own indices. */
interface Step {
  readonly name: messages.IndexStep
  readonly run: () => Promise<unknown>
}

/** A step that failed. */
class NotWritable extends Error {
  override readonly name = 'NotWritable'
  readonly step: messages.IndexStep
  /** Paths of indices that may be left; absent where none is. */
  declare readonly left?: readonly string[]

  constructor(step: messages.IndexStep, cause: unknown, left?: readonly string[]) {
    super(messageOf(cause), { cause })
    this.step = step
    if (left !== undefined) this.left = left
  }
}

const settings = { number_of_shards: 1, number_of_replicas: 0 }

/**
 * Does with indices under a prefix what a run does with its own: lists, creates, fills, seals, copies, searches and
 * deletes them, and checks that they are gone. It tries the removal before there is anything to remove. Fails with a
 * NotWritable error for the first step that fails, or with the signal's reason.
 */
async function writeIndices(client: Client, prefix: string, signal: AbortSignal): Promise<void> {
  const [source, copy] = [`${prefix}source`, `${prefix}copy`]
  const remove: Step = { name: 'delete', run: () => removeUnder(client, prefix) }
  const absent = () =>
    client.transport.request({ method: 'DELETE', path: pathOfThings('index', [source]) }, { ignore: [404] })
  const body = [{ index: { _id: '1' } }, { text: 'a' }]
  const before: readonly Step[] = [
    { name: 'list', run: () => removeUnder(client, prefix) },
    { ...remove, run: absent },
  ]
  const meanwhile: readonly Step[] = [
    {
      name: 'create',
      run: () => client.indices.create({ index: source, body: { settings } }),
    },
    {
      name: 'write',
      run: () => client.bulk({ index: source, body, refresh: true }).then(assertWritten),
    },
    {
      name: 'settings',
      run: () => client.indices.putSettings({ index: source, body: { 'index.blocks.write': true } }),
    },
    {
      name: 'copy',
      run: () =>
        client.indices.clone({ index: source, target: copy, body: { settings: { 'index.blocks.write': null } } }),
    },
    {
      name: 'search',
      run: () => client.search({ index: copy, body: { query: { match: { text: 'a' } } } }),
    },
  ]
  await inTurn(before, signal)
  try {
    await inTurn(meanwhile, signal)
  } catch (error) {
    const left = await remove.run().then(
      () => undefined,
      () => pathsOf(source, copy),
    )
    throw error instanceof NotWritable && left ? new NotWritable(error.step, error.cause, left) : error
  }
  await inTurn([remove], undefined).catch((error: unknown) => {
    throw new NotWritable(remove.name, (error as Error).cause, pathsOf(source, copy))
  })
}

async function inTurn(steps: readonly Step[], signal: AbortSignal | undefined): Promise<void> {
  for (const step of steps) {
    signal?.throwIfAborted()
    await step.run().catch((cause: unknown) => {
      throw new NotWritable(step.name, cause)
    })
  }
}

/** A bulk request succeeds even where each of its documents is rejected. */
function assertWritten({
  body,
}: {
  readonly body: { readonly errors?: boolean; readonly items?: readonly unknown[] }
}) {
  const [item] = body.items ?? []
  const { error, status = 0 } = (item as { index?: { error?: { type: string }; status?: number } })?.index ?? {}
  if (error) throw Object.assign(new Error(JSON.stringify(error)), { meta: { statusCode: status, body: { error } } })
}

const pathsOf = (...names: readonly string[]) => names.map((name) => pathOfThings('index', [name]))
