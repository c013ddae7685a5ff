import type * as v from 'valibot'
import { likeName } from '../base/like-name.ts'

/** The option that was most likely meant by a name which there is not at this place of a schema; `undefined`: none is like it. */
export function suggestOption(schema: v.GenericSchema, path: readonly PropertyKey[]): string | undefined {
  return likeName(String(path.at(-1) ?? ''), Object.keys(entriesAt(schema as object, path.slice(0, -1))))
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
