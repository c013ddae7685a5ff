import * as v from 'valibot'
import { likeName } from '../base/like-name.ts'
import { listed, wrongOption } from './messages.ts'
import { NO_SUCH_OPTION } from './schema-parts.ts'

/** One issue of an option: its name as in a config, what is wrong, and what was likely meant. */
export function describeIssue(schema: v.GenericSchema, issue: v.BaseIssue<unknown>): string {
  const path = (issue.path ?? []).map(({ key }) => key as PropertyKey)
  const meant = issue.message === NO_SUCH_OPTION ? suggestOptions(schema, path) : likeValue(issue)
  return wrongOption(v.getDotPath(issue) ?? 'options', inOurWords(issue), meant)
}

/** The types that options have, as a reader would say them. */
const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  boolean: 'true or false',
  Array: 'an array',
  Object: 'an object with options',
}

/** What a rule of the schema requires. Any other rule has a text of its own. */
const RULES: Readonly<Record<string, (requirement: unknown) => string>> = {
  integer: () => 'a whole number',
  min_value: (least) => `at least ${least}`,
  max_value: (most) => `at most ${most}`,
  url: () => 'a URL',
}

function inOurWords(issue: v.BaseIssue<unknown>): string {
  const { type, expected, received, requirement, message } = issue
  if (type === 'non_empty') return 'must not be empty.'
  const wanted = RULES[type]?.(requirement) ?? (isOurs(message) ? undefined : TYPES[expected ?? ''])
  if (wanted !== undefined) return `must be ${wanted}; it is ${received}.`
  const values = isOurs(message) ? [] : valuesOf(issue)
  return values.length > 0 ? `must be ${listed(values)}; it is ${received}.` : message
}

/** The beginning of Valibot's default texts. Some rules of the schema have texts of their own. */
const isOurs = (message: string): boolean => !message.startsWith('Invalid ')

/** The allowed values of an issue, written as in a config; the issue has them as `("exclusive" | "partition")`. */
function valuesOf({ expected }: v.BaseIssue<unknown>): string[] {
  const allowed = (expected ?? '').replace(/^\((.*)\)$/, '$1').split(' | ')
  return allowed.filter((each) => /^(?:".*"|true|false)$/.test(each)).map((each) => each.replaceAll('"', "'"))
}

/** The allowed value that was likely meant by another one; empty: none is similar. */
function likeValue(issue: v.BaseIssue<unknown>): string[] {
  if (typeof issue.input !== 'string' || isOurs(issue.message)) return []
  const texts = valuesOf(issue).filter((value) => value.startsWith("'"))
  const like = likeName(
    issue.input,
    texts.map((text) => text.slice(1, -1)),
  )
  return like === undefined ? [] : [like]
}

/**
 * The paths of the options that were most likely meant by an unknown name in this part of the schema: options of the same name
 * elsewhere, or else the most similar option of this part. Empty: there is none.
 */
function suggestOptions(schema: v.GenericSchema, path: readonly PropertyKey[]): string[] {
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

/** The parts of a schema: `v.optional` wraps one, `v.lazy` gets one, an object has entries. */
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
