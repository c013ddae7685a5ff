import type { Observation, OwnershipTags, ResourceKind } from '../../src/resource/resource.ts'

/** One look of the script: a state, an absence, or an error that the look throws. */
export type Scripted = string | Observation | undefined | Error

/** What a kind was asked, in order: `observe a`, `create a {"size":1} for s1`, `delete a`. */
export interface ScriptedKind extends ResourceKind<{ readonly size: number }> {
  readonly calls: string[]
  pending: readonly string[]
}

/** A resource whose states are written down beforehand; the last one stays. Create and delete fail where they are to. */
export function scriptedKind(
  looks: readonly Scripted[],
  failures: { readonly create?: Error; readonly delete?: Error } = {},
  /** What is in the way of going on, by state; `''`: nothing. Without a script one request is enough. */
  further?: Readonly<Record<string, string>>,
  /** The runs it belongs to, look by look; the last one stays. */
  owners?: readonly (string | undefined)[],
): ScriptedKind {
  const script = [...looks]
  const ownerScript = [...(owners ?? [])]
  const calls: string[] = []
  return {
    name: 'Toy engine',
    target: 'ready',
    pending: ['starting'],
    calls,
    async observe(id) {
      calls.push(`observe ${id}`)
      const next = script.length > 1 ? script.shift() : script[0]
      if (next instanceof Error) throw next
      return typeof next === 'string' ? { state: next } : next
    },
    async create(id, spec, tags: OwnershipTags) {
      calls.push(`create ${id} ${JSON.stringify(spec)} for ${tags.run}`)
      if (failures.create) throw failures.create
    },
    async delete(id) {
      calls.push(`delete ${id}`)
      if (failures.delete) throw failures.delete
    },
    ...(owners && {
      async owner(id: string) {
        calls.push(`owner ${id}`)
        const run = ownerScript.length > 1 ? ownerScript.shift() : ownerScript[0]
        return run === undefined ? undefined : { run }
      },
    }),
    ...(further && {
      async continueCreate(id: string, { state }: Observation, spec: object, tags: OwnershipTags) {
        if (state in further) calls.push(`go on creating ${id} ${JSON.stringify(spec)} for ${tags.run}`)
        return further[state]
      },
      async continueDelete(id: string, { state }: Observation) {
        if (state in further) calls.push(`go on deleting ${id}`)
        return further[state]
      },
    }),
  }
}
