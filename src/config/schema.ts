// Not zod, which takes ten times as long to load: a run that needs nothing checks its options too.
import * as v from 'valibot'

export const text = v.pipe(v.string(), v.nonEmpty())
export const webAddress = v.pipe(v.string(), v.url(), v.regex(/^https?:/, 'is not an http or https address'))
export const durationMs = v.pipe(v.number(), v.integer(), v.minValue(1_000))

/** An object with these keys and no others; unlike `v.strictObject`, it tells of each key that is too much. */
export function only<Entries extends v.ObjectEntries>(entries: Entries): v.StrictObjectSchema<Entries, undefined> {
  const refused = v.never('there is no such option.')
  return v.objectWithRest(entries, refused) as unknown as v.StrictObjectSchema<Entries, undefined>
}

/** `true` for all defaults. What is not `true` is told as the object it was meant to be. */
export function orTrue<Schema extends v.GenericSchema>(schema: Schema) {
  const yes = v.literal(true)
  return v.lazy<typeof yes | Schema>((input) => (input === true ? yes : schema))
}
