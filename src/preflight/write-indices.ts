import type { Client } from '@opensearch-project/opensearch'
import { messageOf } from '../errors/errors.ts'
import { removeUnder } from '../isolation/index/remove-under.ts'
import { pathOfThings } from '../isolation/index/thing-kinds.ts'

/** One thing that every run does with indices of its own. */
interface Step {
  /** As an error names it: `creating an index`. */
  readonly what: string
  readonly run: () => Promise<unknown>
}

/** What could not be done, and what is left of the rest. */
export class NotWritable extends Error {
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
export async function writeIndices(client: Client, prefix: string, signal: AbortSignal): Promise<void> {
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
