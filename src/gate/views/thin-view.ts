import type { Layer, SealedIndex, View } from './view.ts'

/** A view that knows names and patterns, but neither date math nor exclusions: enough until there is a whole one. */
export function openView({ prefix, layers }: { readonly prefix: string; readonly layers: readonly Layer[] }): View {
  const covered = new Set<string>()
  const visible = () => layers.flatMap(({ indices }) => indices).filter(({ physical }) => !covered.has(physical))
  const named = (name: string) => visible().find((index) => index.name === name)
  const isAll = (name: string) => name === '' || name === '_all' || name === '*'
  const matching = (name: string) => {
    const pattern = new RegExp(`^${name.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`)
    return visible().filter((index) => [index.name, ...Object.keys(index.aliases)].some((one) => pattern.test(one)))
  }
  const reached = (name: string) => (isAll(name) ? visible() : matching(name))
  const ofAlias = (name: string) =>
    layers.find(({ indices }) => visible().some((index) => indices.includes(index) && name in index.aliases))
  const physical = (name: string) => named(name)?.physical ?? `${ofAlias(name)?.prefix ?? prefix}${name}`
  const own = (name: string) => `${prefix}${name}`
  const listed = (names: readonly string[]) => (names.length === 0 ? ['*'] : names)
  const view = {
    prefix,
    prefixes: [prefix, ...layers.map((layer) => layer.prefix)],
    own,
    ownIndex: own,
    aliases: (names: readonly string[]) => names.map(physical),
    physical,
    expression: (names: readonly string[]) =>
      listed(names).flatMap((name) => {
        if (isAll(name)) return [own('*'), ...visible().map((index) => index.physical)]
        return name.includes('*') ? [own(name), ...matching(name).map((index) => index.physical)] : [physical(name)]
      }),
    sealedIn: (names: readonly string[]) => [...new Set<SealedIndex>(listed(names).flatMap(reached))],
    cover: (index: SealedIndex) => void covered.add(index.physical),
  }
  return view
}
