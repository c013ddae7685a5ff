import type * as v from 'valibot'
import { likeName } from '../base/like-name.ts'

/**
 * The options that were most likely meant by a name which there is not at this place of a schema: by their paths, those that
 * have this name in another place, or else the one here that is most like it. Empty: there is none.
 */
export function suggestOptions(schema: v.GenericSchema, path: readonly PropertyKey[]): string[] {
  const name = String(path.at(-1) ?? '')
  const elsewhere = [...pathsIn(schema as object)].filter((each) => each === name || each.endsWith(`.${name}`))
  if (elsewhere.length > 0) return elsewhere
  const like = likeName(name, Object.keys(entriesAt(schema as object, path.slice(0, -1))))
  return like === undefined ? [] : [like]
}

/** The paths of all options in a schema: `aws.opensearch.vpc`. */
export function* pathsIn(schema: Parts): Generator<string> {
  for (const [name, part] of Object.entries(objectOf(schema)?.entries ?? {})) {
    yield name
    for (const path of pathsIn(part)) yield `${name}.${path}`
  }
}

/** What a schema may be made of: `v.optional` wraps, `v.lazy` gets, an object has entries. */
export interface Parts {
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
