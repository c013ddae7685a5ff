import { resolve as resolvePath } from 'node:path'
import type { CommonOptions } from './resolved-options.ts'

/** What is the same on every target. */
export type Common = Omit<CommonOptions, 'target' | 'region' | 'opensearch' | 'neptune' | 'reuse'>

/** What was given for a service; `true` is the defaults. */
export const orDefaults = <Given extends object>(given: Given | true | undefined): Given | undefined =>
  given === true ? ({} as Given) : given

/** What is the same for each service. */
export const ofService = ({ dataset }: { readonly dataset?: string | undefined }, { root }: Common) =>
  dataset ? { dataset: resolvePath(root, dataset) } : {}
