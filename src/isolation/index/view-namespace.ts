import { ConfigError } from '../../errors/errors.ts'
import * as messages from '../messages.ts'
import { createEmpty, type IndexNamespace, type IndexNamespaceOptions, indicesByName } from './index-namespace.ts'

export interface ViewNamespaceOptions extends Pick<IndexNamespaceOptions, 'client' | 'prefix' | 'lookUp'> {
  /** The names of the indices that the view begins with, as of a dataset. */
  readonly names: readonly string[]
  /** The one that `index()` hands out; `undefined` where there are several. */
  readonly index: string | undefined
  /** Called before an index is made. */
  readonly onMake?: () => void
}

/**
 * The indices of a test that has a view: those that the view begins with, under their own names, without copies. An index
 * is made only where `index()` has none to hand out.
 */
export function openViewNamespace(options: ViewNamespaceOptions): IndexNamespace {
  const { client, prefix, names, index, lookUp, onMake } = options
  let made: Promise<string> | undefined
  const make = async (name: string) => {
    onMake?.()
    await createEmpty(client, `${prefix}${name}`, name)
    return name
  }
  return {
    async index() {
      if (index === undefined) throw new ConfigError(messages.severalIndices(names))
      if (names.includes(index)) return index
      made ??= make(index)
      return made
    },
    async all() {
      const known = names.map((name) => [name, name] as const)
      return indicesByName(known, lookUp)
    },
    async copy() {},
  }
}
