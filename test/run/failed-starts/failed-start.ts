import type { Account } from './fail-start.ts'

/** One way in which a start on AWS fails, and what the error says of it. */
export interface FailedStart {
  /** What is wrong, as a clause: `the region is missing`. */
  readonly wrong: string
  /** The user's options; `more` is what `arrange` returned. */
  readonly options: (more: Record<string, string>) => object
  /** Makes the start fail, by the account or by what is around the run; may return texts for the options. */
  readonly arrange?: (account: Account) => unknown
  readonly code: string
  /** The facts that the message has: names, numbers, commands, and the words of AWS. */
  readonly told: readonly string[]
  /** How soon the start has to fail, in milliseconds of the simulated clock. */
  readonly withinMs: number
  /** AWS shows the fault only in answer to the creation itself, which the run then undoes. */
  readonly isUndone?: true
}

export const ACCOUNT = '111122223333'
export const REGION = 'eu-west-1'
export const IDENTITY = `arn:aws:sts::${ACCOUNT}:assumed-role/developer/ci`

/** Options of target `aws` of which none is wrong. */
const good = { allowedAccounts: [ACCOUNT], name: 'orders', insideVpc: true }

/** Both services are created for the run; `aws` and `options` replace options. */
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
