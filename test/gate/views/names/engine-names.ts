/**
 * What index expressions mean to OpenSearch 2.19, written from its documentation and from the behaviour of its
 * IndexNameExpressionResolver, and compared with that class over random domains. Knows nothing of views, and of date math only that without dates: `<a>` is `a`.
 */

export interface EngineIndex {
  readonly name: string
  readonly isHidden?: boolean
  readonly isClosed?: boolean
  /** The names of its aliases, and whether they are hidden. */
  readonly aliases?: Readonly<Record<string, boolean>>
  /** The data stream that it is behind. */
  readonly dataStream?: string
}

export interface Options {
  readonly ignoreUnavailable: boolean
  readonly allowNoIndices: boolean
  /** Which indices patterns show. */
  readonly open: boolean
  readonly closed: boolean
  readonly hidden: boolean
  /** A closed index may not be reached by its name, or by its alias. */
  readonly forbidsClosed: boolean
  /** As where indices are deleted: aliases do not count. */
  readonly ignoreAliases: boolean
  readonly dataStreams: boolean
}

/** The indices that an expression reaches, sorted; or what of it the engine finds wrong. */
export type Reached = readonly string[] | { readonly wrong: string; readonly name?: string }

/** What an exact name stands for. */
interface Thing {
  readonly sort: 'index' | 'alias' | 'stream'
  readonly isHidden: boolean
  readonly indices: readonly EngineIndex[]
}

const MISSING = 'index_not_found_exception'

export function reachedBy(indices: readonly EngineIndex[], names: readonly string[], options: Options): Reached {
  const things = thingsOf(indices)
  const known = new Map([...things].filter(([, { sort }]) => options.dataStreams || sort !== 'stream'))
  const concrete = new Set<string>()
  const plain = (names.length > 0 ? names : ['_all']).map((name) => /^<(.*)>$/s.exec(name)?.[1] ?? name)
  const failsOnMissing = plain.length === 1 ? !options.allowNoIndices : !options.ignoreUnavailable
  const expanded = expand(known, plain, options)
  if ('wrong' in expanded) return expanded
  for (const name of expanded.names) {
    const thing = known.get(name)
    if (!thing) {
      // A data stream that does not count is passed over here.
      if (failsOnMissing && !things.has(name)) return { wrong: MISSING, name }
      continue
    }
    if (thing.sort === 'alias' && options.ignoreAliases) {
      if (failsOnMissing) return { wrong: 'alias', name }
      continue
    }
    for (const index of thing.indices) {
      if (!index.isClosed || !options.forbidsClosed) concrete.add(index.name)
      else if (!options.ignoreUnavailable) return { wrong: 'index_closed_exception', name: index.name }
    }
  }
  if (!options.allowNoIndices && concrete.size === 0) return { wrong: MISSING }
  return [...concrete].sort()
}

function expand(
  things: ReadonlyMap<string, Thing>,
  names: readonly string[],
  options: Options,
): { readonly names: ReadonlySet<string> } | { readonly wrong: string; readonly name: string } {
  if (!options.open && !options.closed) return { names: new Set(names) }
  const shown = (index: EngineIndex) => (index.isClosed ? options.closed : options.open)
  if (names.length === 1 && (names[0] === '_all' || names[0] === '*')) {
    const streams = [...things.values()].filter(({ sort }) => sort === 'stream').flatMap((thing) => thing.indices)
    const indices = [...things.values()].filter(
      ({ sort, isHidden }) => sort === 'index' && (options.hidden || !isHidden),
    )
    return {
      names: new Set([...streams, ...indices.flatMap((thing) => thing.indices)].filter(shown).map(({ name }) => name)),
    }
  }
  const result = new Set<string>()
  let patternSeen = false
  for (const name of names) {
    if (name === '') return { wrong: MISSING, name }
    if (name.startsWith('_')) return { wrong: 'invalid_index_name_exception', name }
    const thing = things.get(name)
    if (thing && !(thing.sort === 'alias' && options.ignoreAliases)) {
      result.add(name)
      continue
    }
    const excludes = patternSeen && name.startsWith('-')
    const text = excludes ? name.slice(1) : name
    if (!text.includes('*')) {
      const named = things.get(text)
      if (!options.ignoreUnavailable) {
        if (!named) return { wrong: MISSING, name: text }
        if (named.sort === 'alias' && options.ignoreAliases) return { wrong: 'alias', name: text }
      }
      if (excludes) result.delete(text)
      else result.add(text)
      continue
    }
    const pattern = asExpression(text)
    const matching = [...things].filter(
      ([other, { sort }]) => pattern.test(other) && !(sort === 'alias' && options.ignoreAliases),
    )
    for (const [other, { isHidden, indices }] of matching) {
      if (isHidden && !options.hidden && !(other.startsWith('.') && text.startsWith('.'))) continue
      for (const index of indices.filter(shown)) {
        if (excludes) result.delete(index.name)
        else result.add(index.name)
      }
    }
    if (!options.allowNoIndices && matching.length === 0) return { wrong: MISSING, name: text }
    patternSeen = true
  }
  return { names: result }
}

function thingsOf(indices: readonly EngineIndex[]): ReadonlyMap<string, Thing> {
  const things = new Map<string, Thing>()
  const add = (name: string, sort: Thing['sort'], isHidden: boolean, index: EngineIndex) => {
    const before = things.get(name)
    things.set(name, { sort, isHidden, indices: [...(before?.indices ?? []), index] })
  }
  for (const index of indices) {
    add(index.name, 'index', index.isHidden ?? false, index)
    for (const [alias, isHidden] of Object.entries(index.aliases ?? {})) add(alias, 'alias', isHidden, index)
    if (index.dataStream !== undefined) add(index.dataStream, 'stream', false, index)
  }
  return things
}

const asExpression = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
      .join('.*')}$`,
  )
