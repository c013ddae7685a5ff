import type { OwnershipTags, SharedResourceKind } from '../../src/resource/resource.ts'
import type { Scripted } from './scripted-kind.ts'

/** What is written down beforehand of one resource; the last of each list stays. */
export interface SharedScript {
  readonly looks?: readonly Scripted[]
  /** Whose it is, each time that is asked. */
  readonly owners?: readonly (OwnershipTags | undefined | Error)[]
  readonly create?: Error
  readonly delete?: Error
  readonly retag?: Error
  readonly differences?: readonly string[]
}

/** A kind whose resources outlive their process, and what it was asked, in order: `observe toy-1`, `create toy-1 for s1`. */
export interface SharedKind extends SharedResourceKind<{ readonly size: number }> {
  readonly calls: readonly string[]
}

/** An error of `create` for which `isNameInUse` holds. */
export const nameInUse = new Error('The last one of this name is still being deleted.')

/** An error of a look that a wait goes on after. */
export const unreachable = new Error('Nobody answers.')

/** Resources by their ids; of one without a script there is nothing to see, and it belongs to nobody. */
export function sharedKind(
  scripts: Readonly<Record<string, SharedScript>>,
  more: Partial<SharedResourceKind<{ readonly size: number }>> = {},
): SharedKind {
  const calls: string[] = []
  const at = new Map<string, number>()
  function next<Item>(what: string, list: readonly Item[] = []): Item | undefined {
    calls.push(what)
    const index = at.get(what) ?? 0
    at.set(what, index + 1)
    const item = list[Math.min(index, list.length - 1)]
    if (item instanceof Error) throw item
    return item
  }
  return {
    type: 'toy',
    name: 'Toy engine',
    target: 'ready',
    pending: ['starting'],
    calls,
    tolerate: (error) => (error === unreachable ? 'go-on' : undefined),
    async observe(id) {
      const look = next(`observe ${id}`, scripts[id]?.looks)
      return typeof look === 'string' ? { state: look } : (look as Exclude<Scripted, string | Error>)
    },
    async create(id, _spec, { run }) {
      calls.push(`create ${id} for ${run}`)
      if (scripts[id]?.create) throw scripts[id].create
    },
    async delete(id) {
      calls.push(`delete ${id}`)
      if (scripts[id]?.delete) throw scripts[id].delete
    },
    owner: async (id) => next(`owner ${id}`, scripts[id]?.owners) as OwnershipTags | undefined,
    async retag(id, tags) {
      calls.push(`retag ${id} of ${tags.run} until ${tags.expires}`)
      if (scripts[id]?.retag) throw scripts[id].retag
    },
    listOwned: async (run) =>
      Object.keys(scripts).filter((id) => {
        const owner = scripts[id]?.owners?.at(-1)
        return owner !== undefined && 'run' in owner && owner.run === run
      }),
    isNameInUse: (error) => error === nameInUse,
    isGoing: ({ state }) => state === 'going',
    differences: ({ state }) => Object.values(scripts).find(({ looks }) => looks?.includes(state))?.differences ?? [],
    removal: (id) => [`toys stop ${id}`, `toys delete ${id}`],
    ...more,
  }
}
