import type { Exchanged } from '../rest-tests/run-rest-test.ts'
import { isObject } from '../rest-tests/stash.ts'

/**
 * An answer without what is to differ, and whose lists are sorted: hits of one score, and what is listed by names, have no
 * order of their own.
 */
export function comparable(exchanged: Exchanged): Exchanged {
  const { answer } = exchanged
  return { ...exchanged, answer: { ...answer, body: sorted(answer.body) } }
}

/** Lists that have the order of the request. */
const IN_ORDER: ReadonlySet<string> = new Set(['docs', 'items', 'responses'])

const DIFFERENT: ReadonlySet<string> = new Set([
  // A copy of an index begins with the next term. Terms of documents stay, so that one that was read still holds for a write.
  '_primary_term',
  // The engine looks which shards it may skip as soon as one index has a block for writes, as sealed ones do.
  'skipped',
])

/** There are several sentences to say that there is no index at all; a pattern of a view is not the pattern for all. */
const isAllIndices = (id: unknown): boolean => id === '*' || id === '_all'

function sorted(value: unknown, name = ''): unknown {
  if (Array.isArray(value) && IN_ORDER.has(name)) return value.map((item) => sorted(item))
  if (Array.isArray(value)) {
    const items = value.map((item) => [JSON.stringify(item, withoutMade), sorted(item)] as const)
    return items.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)).map(([, item]) => item)
  }
  if (typeof value === 'string') return value.replace(/(?<=associated with it )\[[^\]]*\]/, sortedList)
  if (!isObject(value)) return value
  if (value.type === 'index_not_found_exception' && isAllIndices(value['resource.id'])) return { type: value.type }
  const members = Object.entries(value).filter(([member]) => !DIFFERENT.has(member))
  return Object.fromEntries(members.map(([member, inside]) => [member, sorted(inside, member)]))
}

/** `[b, a]`, which the engine lists in the order of a table by the names that it knows. */
const sortedList = (list: string): string => `[${list.slice(1, -1).split(', ').sort().join(', ')}]`

/** What is made anew each time must not make an order. */
const withoutMade = (name: string, value: unknown): unknown =>
  ['took', 'index_uuid', 'uuid', '_scroll_id', 'creation_date', 'node'].includes(name) ? undefined : value
