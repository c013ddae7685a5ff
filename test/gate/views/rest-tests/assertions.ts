import { isObject, type Stash } from './stash.ts'

/** A statement of a test that is not so. */
export class NotAsStated extends Error {
  override readonly name = 'NotAsStated'
}

type Holds = (actual: unknown, expected: unknown) => boolean

/** What tests state of a place in an answer. */
const statements: Readonly<Record<string, Holds>> = {
  match: (actual, expected) => matches(actual, expected),
  is_true: (actual) => isTrue(actual),
  is_false: (actual) => !isTrue(actual),
  length: (actual, expected) => lengthOf(actual) === Number(plain(expected)),
  gt: (actual, expected) => compare(actual, expected) > 0,
  gte: (actual, expected) => compare(actual, expected) >= 0,
  lt: (actual, expected) => compare(actual, expected) < 0,
  lte: (actual, expected) => compare(actual, expected) <= 0,
  contains: (actual, expected) => Array.isArray(actual) && actual.some((item) => contains(item, expected)),
}

export const isStatement = (name: string): boolean => name in statements

/** Fails with NotAsStated where what a step states of an answer's body is not so. */
export function assertStatement(name: string, stated: unknown, body: unknown, stash: Stash): void {
  const holds = statements[name]!
  // `is_true: path` has no value, all others are an object of one path.
  const [[path = '', wanted] = []] = isObject(stated)
    ? Object.entries(stated).filter(([at]) => at !== 'epsilon')
    : [[String(stated)]]
  const actual = path.startsWith('$') ? stash.resolve(path) : stash.at(path, body)
  const expected = stash.resolve(wanted)
  const epsilon = isObject(stated) ? Number(plain(stated.epsilon ?? 0)) : 0
  if (epsilon > 0 && Math.abs(Number(actual) - Number(plain(expected))) <= epsilon) return
  if (!holds(actual, expected)) {
    throw new NotAsStated(`${name} ${path}: ${show(expected)} was expected, and it is ${show(actual)}`)
  }
}

function matches(actual: unknown, expected: unknown): boolean {
  const regex = typeof expected === 'string' && /^\/(.+)\/$/s.exec(expected.trim())?.[1]
  if (regex) return typeof actual === 'string' && asInJava(regex).test(actual)
  if (expected === null) return actual === undefined || actual === null
  return isSame(actual, expected)
}

/**
 * A regular expression as Java reads it with comments: white space means nothing, `$` stands before a last line break too,
 * and possessive quantifiers are as good as others.
 */
function asInJava(regex: string): RegExp {
  const source = regex.replace(/\\.|#[^\n]*|\s+|\$|(?<=[*+?}])\+/gs, (part) => {
    if (part.startsWith('\\')) return part
    return part === '$' ? '(?=\\n?$)' : ''
  })
  return new RegExp(source)
}

function isSame(actual: unknown, expected: unknown): boolean {
  const [a, b] = [plain(actual), plain(expected)]
  if (isNumber(a) && isNumber(b)) return typeof a === typeof b ? a === b : Number(a) === Number(b)
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at]))
  if (!isObject(a)) return a === b
  const names = Object.keys(a)
  return (
    isObject(b) &&
    names.length === Object.keys(b).length &&
    names.every((name) => name in b && isSame(a[name], b[name]))
  )
}

const contains = (item: unknown, expected: unknown): boolean =>
  isObject(expected)
    ? isObject(item) && Object.entries(expected).every(([name, value]) => isSame(item[name], value))
    : isSame(item, expected)

function isTrue(value: unknown): boolean {
  if (value === undefined || value === null) return false
  return typeof value === 'object' || !['', 'false', '0'].includes(String(value).toLowerCase())
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return isObject(value) ? Object.keys(value).length : undefined
}

function compare(actual: unknown, expected: unknown): number {
  const [a, b] = [plain(actual), plain(expected)]
  if (!isNumber(a)) return Number.NaN
  return Number(a) - Number(b)
}

/** A number that a test spells in its own form, as one. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('rawJSON' in value)) return value
  const text = String(value.rawJSON)
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(Number(text)) ? BigInt(text) : Number(text)
}

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint'

const show = (value: unknown): string =>
  JSON.stringify(value, (_, member) => (typeof member === 'bigint' ? String(member) : member))?.slice(0, 300) ??
  'nothing'
