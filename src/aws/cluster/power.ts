import { StartDBClusterCommand, StopDBClusterCommand } from '@aws-sdk/client-neptune'
import type { NeptuneControl, Sender } from './calls.ts'
import { asked } from './obstacle.ts'

/** Asks for the start of a cluster that is stopped, for nothing else can be asked of it. Returns why not, where not. */
export function startCluster({ client }: NeptuneControl, id: string, send: Sender): Promise<string | undefined> {
  const command = new StartDBClusterCommand({ DBClusterIdentifier: id })
  return asked(
    'start it',
    send('StartDBCluster', (options) => client.send(command, options)),
  )
}

/** Asks for the stop of a cluster that is available. Returns why not, where not. */
export function stopCluster({ client }: NeptuneControl, id: string, send: Sender): Promise<string | undefined> {
  const command = new StopDBClusterCommand({ DBClusterIdentifier: id })
  return asked(
    'stop it',
    send('StopDBCluster', (options) => client.send(command, options)),
  )
}
