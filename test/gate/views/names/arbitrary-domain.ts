import fc from 'fast-check'
import type { EngineIndex, Options } from './engine-names.ts'

/** Few names, of few letters, so that they meet: hidden ones, ends of others, starts of others. */
export const NAMES = ['a', 'ab', 'abc', 'b', 'ba', 'a-b', 'b.a', '.a', '.ab', '.b', 'ds-a', '.ds-b', '.ds-ab'] as const
const ALIASES = ['aa', 'a.x', 'bx', '.aa', '.x', 'xa'] as const
const STREAMS = ['sa', 'sb'] as const

/** An index with a state and aliases, or one behind a data stream. */
const anyIndex = (name: string): fc.Arbitrary<EngineIndex> =>
  fc.record({
    name: fc.constant(name),
    isHidden: oneIn(4),
    isClosed: oneIn(6),
    aliases: fc.dictionary(fc.constantFrom(...ALIASES), fc.boolean(), { maxKeys: 2 }),
  })

const oneIn = (count: number): fc.Arbitrary<boolean> => fc.nat(count - 1).map((number) => number === 0)

/** Indices of different names; an alias is hidden for all of them or for none, as the engine requires. */
export const anyIndices: fc.Arbitrary<EngineIndex[]> = fc
  .tuple(fc.subarray([...NAMES]), fc.subarray([...STREAMS]))
  .chain(([names, streams]) =>
    fc
      .tuple(...names.map((name) => anyIndex(name)))
      .map((indices) => [
        ...sameAliases(indices),
        ...streams.map((dataStream) => ({ name: `.ds-${dataStream}-000001`, isHidden: true, dataStream })),
      ]),
  )

function sameAliases(indices: readonly EngineIndex[]): EngineIndex[] {
  const hidden = new Map<string, boolean>()
  return indices.map((index) => {
    const aliases = Object.entries(index.aliases ?? {}).map(([alias, isHidden]) => {
      if (!hidden.has(alias)) hidden.set(alias, isHidden)
      return [alias, hidden.get(alias)!] as const
    })
    return { ...index, aliases: Object.fromEntries(aliases) }
  })
}

const known = fc.constantFrom<string>(...NAMES, ...ALIASES, ...STREAMS, '.ds-sa-000001')
const pattern = fc.stringMatching(/^(\.|\.d|\.ds-)?[abx*.s-]{0,3}\*[abxs.-]{0,2}\*?[ab]?$/)
const dateMath = known.map((name) => `<${name}>`)

/** A list of names, patterns and exclusions, right and wrong ones. */
export const anyExpression: fc.Arbitrary<string[]> = fc.array(
  fc.oneof(
    { arbitrary: known, weight: 4 },
    { arbitrary: pattern, weight: 4 },
    { arbitrary: fc.oneof(known, pattern).map((name) => `-${name}`), weight: 3 },
    { arbitrary: dateMath, weight: 1 },
    {
      arbitrary: fc.constantFrom('*', '_all', '', '-', '.', '..', '_x', '_x*', '+a', '+*', '-*', '.*', '<*>', '**'),
      weight: 2,
    },
  ),
  { maxLength: 4 },
)

export const anyOptions: fc.Arbitrary<Options> = fc
  .record({
    ignoreUnavailable: fc.boolean(),
    allowNoIndices: fc.boolean(),
    open: fc.nat(5).map((number) => number > 0),
    closed: fc.boolean(),
    hidden: fc.boolean(),
    forbidsClosed: fc.boolean(),
    ignoreAliases: fc.boolean(),
    dataStreams: fc.boolean(),
  })
  // The engine has no request that shows closed indices and forbids them.
  .filter(({ closed, forbidsClosed }) => !(closed && forbidsClosed))
