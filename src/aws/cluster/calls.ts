import { NeptuneClient, StartDBClusterCommand, StopDBClusterCommand } from '@aws-sdk/client-neptune'
import type { AwsAccount } from '../sdk/aws-account.ts'
import type { ControlPlaneOptions, Send } from '../sdk/control-plane.ts'
import { ControlPlane } from '../sdk/control-plane.ts'
import { isNamed } from '../sdk/is-named.ts'
import * as messages from './messages.ts'

/** The only engine whose clusters this package touches. The service also lists those of Amazon RDS and DocumentDB. */
export const NEPTUNE = 'neptune'

/** Sends a call; the operation names it in errors. */
export type Sender = <Result>(operation: string, send: Send<Result>) => Promise<Result>

/** Amazon Neptune's control plane, in one account and region. */
export interface NeptuneControl {
  readonly client: NeptuneClient
  readonly account: AwsAccount
  /** Sends a call once: for polls, because the wait repeats them by itself. */
  once(signal: AbortSignal): Sender
  /** Sends a call, and repeats it while it fails for passing reasons. */
  repeatedly(signal: AbortSignal): Sender
}

export function openNeptune(options: ControlPlaneOptions): NeptuneControl {
  const plane = new ControlPlane(options)
  return {
    client: new NeptuneClient(plane.clientConfig),
    account: options.account,
    once: (signal) => (operation, send) => plane.once(operation, send, signal),
    repeatedly: (signal) => (operation, send) => plane.call(operation, send, signal),
  }
}

/**
 * Whether a request was rejected only because of the state of a cluster or an instance. That lasts for minutes, so that the
 * wait deals with it, and not a repeated call.
 */
export const isNotYet = (error: unknown): boolean =>
  isNamed(error, 'InvalidDBClusterStateFault', 'InvalidDBInstanceStateFault')

/** The id of the one instance of a cluster of this package. */
export const instanceIdOf = (clusterId: string): string => `${clusterId}-1`

/** The errors for a cluster or an instance that does not exist. */
export const absences = ['DBClusterNotFoundFault', 'DBInstanceNotFoundFault']

export const isAbsence = (error: unknown): boolean => isNamed(error, ...absences)

/**
 * Why a request was rejected for the present state, in a sentence; `undefined`: it was accepted, or its resource is gone. The
 * wait decides how long that may last, and reports the reason where it does not pass. `what` completes `AWS rejected the
 * request to …`. Fails with any other error.
 */
export async function asked(what: string, request: Promise<unknown>): Promise<string | undefined> {
  try {
    await request
  } catch (error) {
    if (isAbsence(error)) return undefined
    if (!isNotYet(error)) throw error
    return messages.rejected(what, `${(error as Error).name}: ${(error as Error).message}`)
  }
  return undefined
}

/** Requests the start of a stopped cluster, which accepts no other request. Returns why not, as `asked` does. */
export function startCluster({ client }: NeptuneControl, id: string, send: Sender): Promise<string | undefined> {
  const command = new StartDBClusterCommand({ DBClusterIdentifier: id })
  return asked(
    'start it',
    send('StartDBCluster', (options) => client.send(command, options)),
  )
}

/** Requests the stop of an available cluster. Returns why not, as `asked` does. */
export function stopCluster({ client }: NeptuneControl, id: string, send: Sender): Promise<string | undefined> {
  const command = new StopDBClusterCommand({ DBClusterIdentifier: id })
  return asked(
    'stop it',
    send('StopDBCluster', (options) => client.send(command, options)),
  )
}
