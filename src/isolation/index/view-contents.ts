import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import { nameUnder } from '../../gate/views/own-index-name.ts'
import type { Layer, SealedIndex } from '../../gate/views/view.ts'
import { listThings } from './inventory.ts'
import { definitionsOf, type KeptDefinition, writeDefinition } from './kept-things.ts'
import { isBlocked } from './remove-under.ts'
import { batchesOf, pathOfThings } from './thing-kinds.ts'
import { isUnder } from './under-prefix.ts'

/** What a scope has made, as later scopes find it. */
export interface ViewContents {
  /** Its indices, which take no writes any more, and which later scopes share. */
  readonly layer: Layer
  /** The rest but for data streams. Each later scope has its own, in this order. */
  readonly definitions: readonly KeptDefinition[]
  /** The physical names of its data streams. Each later scope has its own. */
  readonly streams: readonly string[]
}

/** What a scope begins with that finds nothing but the dataset. */
export const NO_CONTENTS: ViewContents = { layer: { prefix: '', indices: [] }, definitions: [], streams: [] }

/**
 * Seals what a scope has made: everything under its prefix. Indices are refreshed, so that what was written can be found.
 * Nothing may write to them meanwhile. Fails with the client's error.
 */
export async function sealView(client: OpenSearchRequests, prefix: string): Promise<ViewContents> {
  const things = (await listThings(client)).filter(({ name }) => isUnder(name, prefix))
  const namesOf = (wanted: string) => things.filter(({ kind }) => kind === wanted).map(({ name }) => name)
  const indices: SealedIndex[] = []
  for (const names of batchesOf(namesOf('index'))) indices.push(...(await sealIndices(client, names, prefix)))
  const definitions = await definitionsOf(client, things)
  return { layer: { prefix, indices }, definitions, streams: namesOf('data stream') }
}

async function sealIndices(
  client: OpenSearchRequests,
  names: readonly string[],
  prefix: string,
): Promise<readonly SealedIndex[]> {
  const path = pathOfThings('index', names)
  // Not by POST: Amazon OpenSearch Service ignores the parameters in its URL where a request is signed.
  await client.transport.request({ method: 'GET', path: `${path}/_refresh`, querystring: UNLESS_CLOSED })
  const blocks = await blocksOf(client, path)
  await block(client, names)
  const { body: aliases } = await client.transport.request({ method: 'GET', path: `${path}/_alias` })
  return names.map((physical) => ({
    ...{ name: nameUnder(physical, prefix) ?? physical, physical },
    ...(blocks[physical]?.length && { blocks: blocks[physical] }),
    aliases: withoutPrefix((aliases as Aliases)[physical]?.aliases ?? {}, prefix),
  }))
}

/** A closed index cannot be refreshed, and nobody writes to it. */
const UNLESS_CLOSED = { ignore_unavailable: true } as const

/** The blocks that indices have of their makers, by their physical names. */
async function blocksOf(
  client: OpenSearchRequests,
  path: string,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const querystring = { flat_settings: true }
  const asked = { method: 'GET', path: `${path}/_settings/index.blocks.*`, querystring } as const
  const { body } = await client.transport.request(asked)
  const found = body as Readonly<Record<string, { readonly settings?: Readonly<Record<string, string>> }>>
  return Object.fromEntries(
    Object.entries(found).map(([name, { settings = {} }]) => [
      name,
      Object.keys(settings).filter((setting) => settings[setting] === 'true'),
    ]),
  )
}

async function block(client: OpenSearchRequests, names: readonly string[]): Promise<void> {
  const path = `${pathOfThings('index', names)}/_settings`
  try {
    await client.transport.request({ method: 'PUT', path, body: { 'index.blocks.write': true } })
  } catch (error) {
    if (!isBlocked(error)) throw error
    // An index that takes no settings takes no writes either: its maker has made it read-only.
    if (names.length > 1) for (const name of names) await block(client, [name])
  }
}

type Aliases = Readonly<Record<string, { readonly aliases?: Readonly<Record<string, object>> }>>

const withoutPrefix = (aliases: Readonly<Record<string, object>>, prefix: string) =>
  Object.fromEntries(
    Object.entries(aliases).map(([alias, definition]) => [nameUnder(alias, prefix) ?? alias, definition]),
  )

/** Gives a scope its own of what scopes do not share. Fails with the client's error. */
export async function copyContents(client: OpenSearchRequests, contents: ViewContents, prefix: string): Promise<void> {
  const { layer, definitions, streams } = contents
  // Nobody but the gate writes the prefix, so that it is in the text for nothing but names.
  const renamed = (text: string) => text.replaceAll(layer.prefix, prefix)
  for (const { kind, name, definition } of definitions) {
    await writeDefinition(client, kind, renamed(name), JSON.parse(renamed(JSON.stringify(definition))))
  }
  for (const stream of streams) await copyStream(client, stream, renamed(stream))
}

/** A data stream cannot be cloned, so its documents are written again. Its template was copied before. */
async function copyStream(client: OpenSearchRequests, from: string, to: string): Promise<void> {
  await client.transport.request({ method: 'PUT', path: pathOfThings('data stream', [to]) })
  await client.transport.request({
    ...{ method: 'POST', path: '/_reindex' },
    body: { source: { index: from }, dest: { index: to, op_type: 'create' } },
  })
  await client.transport.request({ method: 'GET', path: `/${encodeURIComponent(to)}/_refresh` })
}
