import type { OpenSearchRequests } from '../clients/opensearch/requests.ts'
import type { Leftover } from '../isolation/index/inventory.ts'

/**
 * The tests that can have made a thing, quoted; none where that is not known. `createdAt` is in milliseconds since the
 * Unix epoch.
 */
export type MakersOf = (name: string, createdAt?: number) => readonly string[]

/** So many of what was left are looked up. */
const LOOKED_UP = 20

/**
 * Names what was left outside of every namespace, and which tests have made it:
 * `index books (made by "a.test.ts > adds a book")`. Never fails.
 */
export async function nameMakers(
  client: OpenSearchRequests,
  left: readonly Leftover[],
  makersOf: MakersOf,
): Promise<string[]> {
  const named = left.slice(0, LOOKED_UP).map(async ({ text, path }) => {
    const makers = makersOf(path, await createdAt(client, text))
    return makers.length === 0 ? text : `${text} (made by ${makers.join(' or ')})`
  })
  return [...(await Promise.all(named)), ...left.slice(LOOKED_UP).map(({ text }) => text)]
}

/** When an index was made; `undefined` of anything else, and where it is not said. */
async function createdAt(client: OpenSearchRequests, text: string): Promise<number | undefined> {
  const [, index] = /^index (\S+)$/.exec(text) ?? []
  if (index === undefined) return undefined
  try {
    const { body } = await client.transport.request({
      method: 'GET',
      path: `/${encodeURIComponent(index)}/_settings/index.creation_date`,
      querystring: { flat_settings: true },
    })
    const [found] = Object.values(body as Record<string, { settings?: Record<string, unknown> }>)
    return Number(found?.settings?.['index.creation_date']) || undefined
  } catch {
    // It has gone meanwhile, or this is not allowed: it is for a message only.
    return undefined
  }
}
