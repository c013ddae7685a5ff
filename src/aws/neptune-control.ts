import { NeptuneClient } from '@aws-sdk/client-neptune'
import { classify } from '../client/classify.ts'
import type { Clock } from '../wait/clock.ts'
import type { Tolerate } from '../wait/wait-for-state.ts'
import type { AwsAccount } from './aws-account.ts'
import { callAws } from './call-aws.ts'

/** The only engine whose clusters this package touches: the service lists those of Amazon RDS and DocumentDB as well. */
export const NEPTUNE = 'neptune'

/** Amazon Neptune's control plane, in one account and region. */
export interface NeptuneControl {
  readonly client: NeptuneClient
  readonly account: AwsAccount
}

/** Opens the control plane. `timeoutMs` is how long one answer may take. */
export function openNeptune(account: AwsAccount, endpoint?: string, timeoutMs = 30_000): NeptuneControl {
  const client = new NeptuneClient({
    region: account.region,
    credentials: account.credentials,
    // Repeats are ours: see callAws.
    maxAttempts: 1,
    requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs, throwOnRequestTimeout: true },
    ...(endpoint !== undefined && { endpoint }),
  })
  return { client, account }
}

/** How a call is sent: once, or again while it fails for passing reasons. */
export type Sender = <Result>(
  send: (options: { readonly abortSignal: AbortSignal }) => Promise<Result>,
) => Promise<Result>

/** For looks: the wait for which they are taken goes on by itself. */
export const once =
  (signal: AbortSignal): Sender =>
  (send) =>
    send({ abortSignal: signal })

/** For what is asked on its own. */
export const repeatedly =
  (signal: AbortSignal, clock?: Clock): Sender =>
  (send) =>
    callAws(() => send({ abortSignal: signal }), { signal, clock })

/** The id of the one instance that a cluster of ours has. */
export const instanceIdOf = (clusterId: string): string => `${clusterId}-1`

/** Neptune's resources have the ARNs of Amazon RDS. */
export const arnOf = ({ account }: NeptuneControl, what: 'cluster' | 'db', id: string): string =>
  `arn:${account.partition}:rds:${account.region}:${account.account}:${what}:${id}`

/** Whether an error has one of these names: those of the SDK, which are not always the codes on the wire. */
export function isNamed(error: unknown, ...names: readonly string[]): boolean {
  return names.includes((error as { name?: unknown } | undefined)?.name as string)
}

/** What an error of a look at AWS means for a wait: what passes does not end it, and throttling slows it down. */
export const tolerateAws: Tolerate = (error) => {
  const { kind, category } = classify(error)
  if (kind === 'throttled') return 'slow-down'
  return category === 'temporary' ? 'go-on' : undefined
}
