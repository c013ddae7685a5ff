import type { OwnershipTags, SharedResourceKind } from '../../src/resource/resource.ts'

/** A kind of resource in an account of a few names, which deletes whatever it is asked to, and notes what that was. */
export interface AccountKind extends SharedResourceKind<unknown> {
  /** The names whose deletion was asked for, each time. */
  readonly asked: readonly string[]
}

/**
 * The account: what each name's tag says. Unlike a kind of AWS it checks nothing before it deletes: what is asked for is
 * what would be gone if nobody else looked.
 */
export function accountKind(resources: Readonly<Record<string, OwnershipTags | undefined>>): AccountKind {
  const there = new Map(Object.entries(resources))
  const asked: string[] = []
  return {
    type: 'opensearch-domain',
    name: 'OpenSearch domain',
    target: 'ready',
    pending: [],
    asked,
    observe: async (id) => (there.has(id) ? { state: 'ready' } : undefined),
    create: async () => {},
    async delete(id) {
      if (there.has(id)) asked.push(id)
      there.delete(id)
    },
    owner: async (id) => there.get(id),
    retag: async () => {},
    listOwned: async () => [],
    isNameInUse: () => false,
    isGoing: () => false,
    differences: () => [],
    removal: (id) => [`delete ${id}`],
  }
}
