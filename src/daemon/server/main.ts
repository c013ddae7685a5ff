/** Entry of the daemon's process. Its settings come as the first message of the run that starts it. */
import { once } from 'node:events'
import type { DaemonSettings } from '../protocol.ts'
import { DaemonServer } from './server.ts'

// A terminal's Ctrl-C and hang-up go to the run, which then lets go of its socket; the daemon ends by that, in order.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
// An unhandled rejection of one run must not end the engines of all others. Its text goes to the daemon's log.
process.on('unhandledRejection', (reason) => console.error('Unhandled rejection:', reason))

// A run that ends before it has sent them closes the channel, and nothing keeps this process then.
const [settings] = (await once(process, 'message')) as [DaemonSettings]
const server = new DaemonServer(settings, () => process.exit(0))
process.on('SIGTERM', () => void server.end())
process.on('disconnect', () => {})
await server.listen()
process.send?.('listening')
