// Valibot loads in a tenth of the time that zod takes, and every run checks its options, also one that needs no service.
import * as v from 'valibot'

export const text = v.pipe(v.string(), v.nonEmpty())
export const webAddress = v.pipe(v.string(), v.url(), v.regex(/^https?:/, 'is not an http or https address'))
export const durationMs = v.pipe(v.number(), v.integer(), v.minValue(1_000))
export const count = v.pipe(v.number(), v.integer(), v.minValue(1))
export const region = v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not an AWS region, such as eu-west-1'))

/** The text for a key that is no option. */
export const NO_SUCH_OPTION = 'there is no such option.'

/** An object with these keys and no others. Unlike `v.strictObject`, it reports each unknown key. */
export function only<Entries extends v.ObjectEntries>(entries: Entries): v.StrictObjectSchema<Entries, undefined> {
  const rejected = v.never(NO_SUCH_OPTION)
  return v.objectWithRest(entries, rejected) as unknown as v.StrictObjectSchema<Entries, undefined>
}

/** `true` for all defaults, or an object. */
export function orTrue<Schema extends v.GenericSchema>(schema: Schema) {
  const yes = v.literal(true, ({ received }) => `must be true, or an object with options; it is ${received}.`)
  return v.lazy<typeof yes | Schema>((input) => (typeof input === 'object' && input !== null ? schema : yes))
}

type Items<Item extends v.GenericSchema> = v.GenericSchema<
  readonly v.InferInput<Item>[],
  readonly v.InferOutput<Item>[]
>

/** A read-only array. */
export const list = <Item extends v.GenericSchema>(item: Item): Items<Item> => v.array(item) as unknown as Items<Item>

/** A read-only array with at least one item. */
export const listWithItems = <Item extends v.GenericSchema>(item: Item): Items<Item> =>
  v.pipe(v.array(item), v.nonEmpty()) as unknown as Items<Item>

/** Any text; these values are suggested. */
export const oneOf = <Known extends string>() => v.custom<Known>((input) => typeof input === 'string', expectsText)

const expectsText: v.ErrorMessage<v.CustomIssue> = ({ received }) => `must be a string; it is ${received}.`
