import { safeParse } from 'valibot'
import { expect, test } from 'vitest'
import { type DocumentedOption, documentedOptions } from '../../scripts/docs/options.ts'
import { type Parts, pathsIn } from '../../src/config/describe-issue.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import { optionsSchema } from '../../src/config/schema.ts'

const options = documentedOptions()

/** The value of a text that is written as in a config. */
const evaluated = (text: string): unknown => new Function(`return (${text})`)()

const exampleOf = ({ example }: DocumentedOption): unknown => Object.values(evaluated(`{ ${example} }`) as object)[0]

/** An object with one value at a path. */
const at = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object

/** A deep merge of both objects; the second wins. */
function merged(a: object, b: object): object {
  const entries = Object.entries(b).map(([key, value]: [string, unknown]) => {
    const before: unknown = (a as Record<string, unknown>)[key]
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value]
  })
  return { ...a, ...Object.fromEntries(entries) }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Other options that an option needs beside it in its object. */
function besides({ path }: DocumentedOption): object {
  const group = path.split('.').slice(0, -1).join('.')
  const needed = options.filter((each) => each.default.startsWith('none:') && each.path.startsWith(`${group}.`))
  return needed
    .filter((each) => each.path !== path && !each.path.slice(group.length + 1).includes('.'))
    .reduce((all, each) => merged(all, at(each.path, exampleOf(each))), {})
}

test('the schema has every option that is documented, and every option of the schema is documented', () => {
  expect(options.map(({ path }) => path).sort()).toEqual([...pathsIn(optionsSchema as Parts)].sort())
})

test.for(options)('the example of the option $path is accepted: $example', (option) => {
  const { issues } = safeParse(optionsSchema, merged(besides(option), at(option.path, exampleOf(option))))
  expect(issues).toBeUndefined()
})

const withLiteralDefault = options
  .filter((option) => /^(?:'[^']*'|[\d_]+|true|false|\{\}|\[\])$/.test(option.default))
  .flatMap((option) => option.targets.map((target) => ({ ...option, target })))

test('most of the documented defaults are values, so that a test can try them', () => {
  expect(withLiteralDefault.length).toBeGreaterThan(50)
})

test.for(withLiteralDefault)('on target $target the option $path has the default $default', ({ target, ...option }) => {
  // The variable wins over the option `target`, so the option's default shows only without the variable.
  const env = { HOME: '/home/somebody', ...(option.path !== 'target' && { AWS_FIXTURES_TARGET: target }) }
  const reached = option.path === 'aws.insideVpc' ? { neptune: { publiclyAccessible: true } } : { insideVpc: true }
  const without = merged({ region: 'eu-west-1', opensearch: {}, neptune: {}, aws: reached }, besides(option))
  const written = merged(without, at(option.path, evaluated(option.default)))
  expect(resolveOptions(written, '/project', env)).toEqual(resolveOptions(without, '/project', env))
})
