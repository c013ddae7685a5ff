import type { Account } from './fail-start.ts'

/** One way in which a start on AWS fails, and what is said of it. */
export interface FailedStart {
  /** What is wrong, in a few words. */
  readonly title: string
  /** What the user has written into the config; `more` is what `arrange` found out. */
  readonly options: (more: Record<string, string>) => object
  /** Makes it go wrong, in the account or around the run; an object is what it found out. */
  readonly arrange?: (account: Account) => unknown
  readonly code: string
  /** How soon it has to be told, in milliseconds of the simulated clock. */
  readonly withinMs: number
  /** AWS says it only of the creation itself, which is undone. */
  readonly isUndone?: true
}

export const ACCOUNT = '111122223333'
export const REGION = 'eu-west-1'

/** The options of target `aws` that all are right. */
const good = { allowedAccounts: [ACCOUNT], name: 'orders', insideVpc: true }

/** Both services, made for the run; with these options of `aws`, and others. */
export const both =
  (aws: object = {}, options: object = {}) =>
  () => ({ opensearch: true, neptune: true, region: REGION, ...options, aws: { ...good, ...aws } })

/** OpenSearch alone. */
export const search =
  (opensearch: object = {}, aws: object = {}, options: object = {}) =>
  () => ({ opensearch: true, region: REGION, ...options, aws: { ...good, ...aws, opensearch } })

/** Neptune alone. */
export const graph =
  (neptune: object = {}, aws: object = {}, options: object = {}) =>
  () => ({ neptune: true, region: REGION, ...options, aws: { ...good, ...aws, neptune } })
