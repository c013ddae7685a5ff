import type { OpenSearchRequests } from '../../clients/opensearch/requests.ts'
import type { SourceIndex } from '../../dataset/load-indices.ts'
import { pathOfThings } from './thing-kinds.ts'

/** A copy of an index that takes no writes, and what a clone of that lacks to be as the index was. */
export interface SealedIndex extends SourceIndex {
  readonly replicas: string | undefined
  /** Whether the index itself takes no writes; `undefined`: that was not set. */
  readonly block: string | undefined
}

const BLOCK = 'index.blocks.write'
const REPLICAS = 'index.number_of_replicas'

/** Copies an index, refreshed, to one that takes no writes. The index is as it was then. Fails with the client's error. */
export async function seal(client: OpenSearchRequests, name: string, copy: string): Promise<SealedIndex> {
  const path = pathOfThings('index', [name])
  const asked = { method: 'GET', path, querystring: { flat_settings: true } } as const
  const { body: found } = await client.transport.request(asked)
  const { aliases = {}, settings = {} } = found[name] as {
    readonly aliases?: Record<string, object>
    readonly settings?: Record<string, string>
  }
  // A clone is made from what takes no more writes.
  const setBlock = (value: unknown) =>
    client.transport.request({ method: 'PUT', path: `${path}/_settings`, body: { [BLOCK]: value } })
  await client.transport.request({ method: 'POST', path: `${path}/_refresh` })
  await setBlock(true)
  // One node has no place for a replica, and an alias belongs to the whole cluster.
  await clone(client, name, copy, { settings: { [REPLICAS]: 0 } })
  const { [BLOCK]: block, [REPLICAS]: replicas } = settings
  await setBlock(block ?? null)
  return { index: copy, aliases, replicas, block }
}

/** Makes an index again, which is not there, as it was when it was sealed. Fails with the client's error. */
export async function unseal(
  client: OpenSearchRequests,
  { index, aliases, replicas, block }: SealedIndex,
  name: string,
): Promise<void> {
  const settings = { [BLOCK]: block ?? null, ...(replicas && { [REPLICAS]: replicas }) }
  await clone(client, index, name, { settings, aliases })
}

async function clone(client: OpenSearchRequests, index: string, target: string, body: object): Promise<void> {
  const path = `${pathOfThings('index', [index])}/_clone/${encodeURIComponent(target)}`
  await client.transport.request({ method: 'POST', path, body })
}
