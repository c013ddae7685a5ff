import type { Client } from '@opensearch-project/opensearch'
import { NamespaceError } from '../errors.ts'
import type { Thing, ThingKind } from './inventory.ts'
import { listThings, nameOf, thingKinds } from './inventory.ts'

/** How many names go into one delete request; more at once gains nothing and makes a long URL. */
const BATCH = 16

/** Where each kind is deleted. Only indices and data streams take several names in one request. */
const paths: Record<ThingKind, string> = {
  'data stream': '/_data_stream/',
  index: '/',
  'index template': '/_index_template/',
  'component template': '/_component_template/',
  'legacy template': '/_template/',
  'ingest pipeline': '/_ingest/pipeline/',
  'search pipeline': '/_search/pipeline/',
  'stored script': '/_scripts/',
  'snapshot repository': '/_snapshot/',
}

/**
 * Removes everything whose name starts with the prefix, by exact names, and looks again.
 *
 * Never by a wildcard, and never by less than a whole prefix of ours. Fails with a NamespaceError that names what is
 * still there, or with the client's error.
 */
export async function removeUnder(client: Client, prefix: string): Promise<readonly string[]> {
  const isOurs = (thing: Thing) => thing.name.startsWith(prefix)
  const found = (await listThings(client)).filter(isOurs)
  if (found.length === 0) return []
  const failures: unknown[] = []
  for (const kind of thingKinds) {
    const names = found.filter((thing) => thing.kind === kind).map(({ name }) => name)
    const size = kind === 'index' || kind === 'data stream' ? BATCH : 1
    for (let from = 0; from < names.length; from += size) {
      const batch = names.slice(from, from + size).map(encodeURIComponent)
      await client.transport
        .request({ method: 'DELETE', path: paths[kind] + batch.join(',') }, { ignore: [404] })
        .catch((error: unknown) => failures.push(error))
    }
  }
  const left = (await listThings(client)).filter(isOurs)
  if (left.length === 0) return found.map(nameOf)
  throw new NamespaceError(
    [
      `Still there after it was deleted: ${left.map(nameOf).join(', ')}.`,
      ...failures.map((failure) => `Last seen: ${String((failure as Error).message)}`),
      `Delete by hand: ${left.map(({ kind, name }) => `DELETE ${paths[kind]}${name}`).join(', ')}`,
    ],
    { resource: prefix, cause: failures[0] },
  )
}
