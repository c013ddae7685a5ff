import { closest, distance } from 'fastest-levenshtein'
import type * as v from 'valibot'

/** How many letters of a name may be wrong, added or missing: a third of them. */
const likeness = (name: string): number => Math.max(2, Math.floor(name.length / 3))

/** The option that was most likely meant by a name which there is not at this place of a schema; `undefined`: none is like it. */
export function suggestOption(schema: v.GenericSchema, path: readonly PropertyKey[]): string | undefined {
  const name = String(path.at(-1) ?? '')
  const known = Object.keys(entriesAt(schema as object, path.slice(0, -1)))
  if (known.length === 0) return undefined
  const lower = (text: string) => text.toLowerCase()
  const nearest = closest(lower(name), known.map(lower))
  if (distance(lower(name), nearest) > likeness(name)) return undefined
  return known.find((each) => lower(each) === nearest)
}

/** What a schema may be made of: `v.optional` wraps, `v.lazy` gets, an object has entries. */
interface Parts {
  readonly wrapped?: Parts
  readonly getter?: (input: unknown) => Parts
  readonly entries?: Readonly<Record<string, Parts>>
}

function entriesAt(schema: Parts, path: readonly PropertyKey[]): Readonly<Record<string, Parts>> {
  let at: Parts | undefined = objectOf(schema)
  for (const key of path) at = objectOf(at?.entries?.[String(key)])
  return at?.entries ?? {}
}

function objectOf(schema: Parts | undefined): Parts | undefined {
  if (schema?.wrapped) return objectOf(schema.wrapped)
  // For an object, which is what stands there.
  if (schema?.getter) return objectOf(schema.getter({}))
  return schema
}
