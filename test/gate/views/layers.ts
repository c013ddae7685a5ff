import { ownIndexName } from '../../../src/gate/views/own-index-name.ts'
import type { Layer } from '../../../src/gate/views/view.ts'

export const OWN = 'vaf-7wovf-w1-t3-'
export const SOURCE = 'vaf-7wovf-source-'

/** A layer of indices with these aliases: `{ airports: ['places'] }`. */
export const layerOf = (indices: Readonly<Record<string, readonly string[]>>, prefix = SOURCE): Layer => ({
  prefix,
  indices: Object.entries(indices).map(([name, aliases]) => ({
    name,
    physical: ownIndexName(prefix, name),
    aliases: Object.fromEntries(aliases.map((alias) => [alias, {}])),
  })),
})
