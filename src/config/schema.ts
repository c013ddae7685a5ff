// Not zod, which takes ten times as long to load: a run that needs nothing checks its options too.
import * as v from 'valibot'

export const text = v.pipe(v.string(), v.nonEmpty())
export const webAddress = v.pipe(v.string(), v.url(), v.regex(/^https?:/, 'is not an http or https address'))
export const durationMs = v.pipe(v.number(), v.integer(), v.minValue(1_000))

/** What is told of a key that is too much. */
export const NO_SUCH_OPTION = 'there is no such option.'

/** An object with these keys and no others; unlike `v.strictObject`, it tells of each key that is too much. */
export function only<Entries extends v.ObjectEntries>(entries: Entries): v.StrictObjectSchema<Entries, undefined> {
  const refused = v.never(NO_SUCH_OPTION)
  return v.objectWithRest(entries, refused) as unknown as v.StrictObjectSchema<Entries, undefined>
}

/** `true` for all defaults, or an object. */
export function orTrue<Schema extends v.GenericSchema>(schema: Schema) {
  const yes = v.literal(true, ({ received }) => `must be true, or an object with options; it is ${received}.`)
  return v.lazy<typeof yes | Schema>((input) => (typeof input === 'object' && input !== null ? schema : yes))
}

/** Any text, of which these are offered. */
export const oneOf = <Known extends string>() => v.custom<Known>((input) => typeof input === 'string', expectsText)

const expectsText: v.ErrorMessage<v.CustomIssue> = ({ received }) => `must be a string; it is ${received}.`
