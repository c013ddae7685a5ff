import type { Client } from '@opensearch-project/opensearch'
import { actionsOf } from '../../aws/actions/actions.ts'
import { httpAction } from '../../aws/actions/iam-actions.ts'
import { readDenial } from '../../aws/permissions/denial.ts'
import { createOpenSearchClient } from '../../clients/opensearch/client.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { ClientRejectedError, messageOf, PermissionError } from '../../errors/errors.ts'
import { lastSeen, refusalOf } from '../../errors/refusal-of.ts'
import { roleMappingHint } from '../../errors/role-mapping-hint.ts'
import type { ServiceRefusal } from '../../errors/service-refusal.ts'
import { removeUnder } from '../../isolation/index/remove-under.ts'
import { pathOfThings } from '../../isolation/index/thing-kinds.ts'
import { probeName } from '../permission-probe.ts'

type Tried = Pick<RunningService, 'endpoint' | 'credentials' | 'signal'>

/**
 * Whether a run may do on a domain what it will have to: with indices of its own, of which nothing is left. Fails with a
 * PermissionError that says what is to be allowed, or with a ClientRejectedError where something else is in the way.
 */
export async function tryWritingIndices({ endpoint, credentials, signal }: Tried): Promise<void> {
  const client = createOpenSearchClient({ endpoint, credentials })
  try {
    await writeIndices(client, `${probeName()}-`, signal)
  } catch (error) {
    throw error instanceof NotWritable ? refused(endpoint, error) : error
  } finally {
    await client.close()
  }
}

function refused({ url }: Tried['endpoint'], { step, left, cause }: NotWritable): Error {
  const refusal = rejectionOf(cause)
  const { status } = refusal ?? {}
  if (!refusal || (status !== 401 && status !== 403) || isBlock(refusal)) {
    const hint = refusal && isBlock(refusal) ? BLOCKED : 'Look at what the domain says of itself; nothing was loaded.'
    return new ClientRejectedError(
      [`The domain at ${url} failed at what a run does there: ${step}.`, lastSeen(cause), hint, left],
      { endpoint: url, status, cause },
    )
  }
  const what = `The domain at ${url} does not let this identity do what a run does there: ${step} was rejected`
  const denial = readDenial(refusal.message)
  if (refusal.name === 'security_exception' || refusal.name === 'authorization_exception') {
    const lines = [`${what}.`, lastSeen(cause), roleMappingHint(refusal.message), left]
    return new PermissionError(lines, { resource: url, cause, denial })
  }
  const { action = actionOf(cause), identity = 'this identity' } = denial
  return new PermissionError(
    [
      action ? `${what}, for want of ${action}.` : `${what}.`,
      lastSeen(cause),
      `Allow ${identity} ${actionsOf('OpenSearchRequests').join(', ')} in the domain's access policy, or in an IAM policy.`,
      left,
    ],
    { resource: url, cause, denial: action ? { ...denial, action } : denial },
  )
}

const BLOCKED = 'Writing is blocked there: the domain is short of storage, or somebody has blocked it.'

/** An engine that takes no writes from anybody answers as one that does not take them from this identity. */
const isBlock = ({ name }: ServiceRejection) => /_block_exception$/.test(name)

/** The IAM action of a request that was refused without one being named: all that clients of a domain ask goes by method. */
function actionOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 8; depth += 1) {
    const { meta, cause } = at as { meta?: { meta?: { request?: { params?: { method?: string } } } }; cause?: unknown }
    const method = meta?.meta?.request?.params?.method
    if (method) return httpAction(method)
    at = cause
  }
  return undefined
}

/** One thing that every run does with indices of its own. */
interface Step {
  /** As an error names it: `creating an index`. */
  readonly what: string
  readonly run: () => Promise<unknown>
}

/** What could not be done, and what is left of the rest. */
class NotWritable extends Error {
  override readonly name = 'NotWritable'
  /** What was not done: `creating an index`. */
  readonly step: string
  /** How to remove what is left; absent where nothing is. */
  declare readonly left?: string

  constructor(step: string, cause: unknown, left?: string) {
    super(messageOf(cause), { cause })
    this.step = step
    if (left !== undefined) this.left = left
  }
}

const settings = { number_of_shards: 1, number_of_replicas: 0 }

/**
 * Does with indices under a prefix of its own what a run does with its: lists, creates, fills, seals, copies, searches and
 * deletes them, and looks again. What has to be allowed for the removal is tried before there is anything to remove.
 * Fails with a NotWritable error for the first thing that was not done, or with the signal's reason.
 */
async function writeIndices(client: Client, prefix: string, signal: AbortSignal): Promise<void> {
  const [source, copy] = [`${prefix}source`, `${prefix}copy`]
  const remove: Step = { what: 'deleting an index', run: () => removeUnder(client, prefix) }
  const absent = () =>
    client.transport.request({ method: 'DELETE', path: pathOfThings('index', [source]) }, { ignore: [404] })
  const body = [{ index: { _id: '1' } }, { text: 'a' }]
  const before: readonly Step[] = [
    { what: 'listing what is there', run: () => removeUnder(client, prefix) },
    { ...remove, run: absent },
  ]
  const meanwhile: readonly Step[] = [
    {
      what: 'creating an index',
      run: () => client.indices.create({ index: source, body: { settings } }),
    },
    {
      what: 'writing documents',
      run: () => client.bulk({ index: source, body, refresh: true }).then(assertWritten),
    },
    {
      what: "changing an index's settings",
      run: () => client.indices.putSettings({ index: source, body: { 'index.blocks.write': true } }),
    },
    {
      what: 'copying an index',
      run: () =>
        client.indices.clone({ index: source, target: copy, body: { settings: { 'index.blocks.write': null } } }),
    },
    {
      what: 'searching',
      run: () => client.search({ index: copy, body: { query: { match: { text: 'a' } } } }),
    },
  ]
  await inTurn(before, signal)
  try {
    await inTurn(meanwhile, signal)
  } catch (error) {
    const left = await remove.run().then(() => undefined, howToRemove(source, copy))
    throw error instanceof NotWritable && left ? new NotWritable(error.step, error.cause, left) : error
  }
  await inTurn([remove], undefined).catch((error: unknown) => {
    throw new NotWritable(remove.what, (error as Error).cause, howToRemove(source, copy)())
  })
}

async function inTurn(steps: readonly Step[], signal: AbortSignal | undefined): Promise<void> {
  for (const step of steps) {
    signal?.throwIfAborted()
    await step.run().catch((cause: unknown) => {
      throw new NotWritable(step.what, cause)
    })
  }
}

/** A bulk request is answered well where each of its documents was refused. */
function assertWritten({
  body,
}: {
  readonly body: { readonly errors?: boolean; readonly items?: readonly unknown[] }
}) {
  const [item] = body.items ?? []
  const { error, status = 0 } = (item as { index?: { error?: { type: string }; status?: number } })?.index ?? {}
  if (error) throw Object.assign(new Error(JSON.stringify(error)), { meta: { statusCode: status, body: { error } } })
}

const howToRemove =
  (...names: readonly string[]) =>
  () =>
    `Perhaps left there: ${names.map((name) => `DELETE ${pathOfThings('index', [name])}`).join(', ')}`
