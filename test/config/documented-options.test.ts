import { safeParse } from 'valibot'
import { expect, test } from 'vitest'
import { type DocumentedOption, documentedOptions } from '../../scripts/docs/options.ts'
import { type Parts, pathsIn } from '../../src/config/describe-issue.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import { optionsSchema } from '../../src/config/schema.ts'

const options = documentedOptions()

/** The value of a text as it stands in a config. */
const evaluated = (text: string): unknown => new Function(`return (${text})`)()

const exampleOf = ({ example }: DocumentedOption): unknown => Object.values(evaluated(`{ ${example} }`) as object)[0]

/** An object with one value at a path. */
const at = (path: string, value: unknown): object =>
  path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object

/** Both objects in one, down to the last value; the second wins. */
function merged(a: object, b: object): object {
  const entries = Object.entries(b).map(([key, value]: [string, unknown]) => {
    const before: unknown = (a as Record<string, unknown>)[key]
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value]
  })
  return { ...a, ...Object.fromEntries(entries) }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What has to stand beside an option in its object. */
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

test('most of the documented defaults are values, which the next test tries', () => {
  expect(withLiteralDefault.length).toBeGreaterThan(50)
})

test.for(withLiteralDefault)('on target $target $path is $default where it is left out', ({ target, ...option }) => {
  // The variable wins over the option `target`, whose default shows without it only.
  const env = { HOME: '/home/somebody', ...(option.path !== 'target' && { AWS_FIXTURES_TARGET: target }) }
  const reached = option.path === 'aws.insideVpc' ? { neptune: { publiclyAccessible: true } } : { insideVpc: true }
  const without = merged({ region: 'eu-west-1', opensearch: {}, neptune: {}, aws: reached }, besides(option))
  const written = merged(without, at(option.path, evaluated(option.default)))
  expect(resolveOptions(written, '/project', env)).toEqual(resolveOptions(without, '/project', env))
})
