/** Entry of the daemon's process. Its settings come as the first message of the run that starts it. */
import { once } from 'node:events'
import type { DaemonSettings } from '../protocol.ts'
import { DaemonServer } from './server.ts'

// A terminal's Ctrl-C and hang-up go to the run, which then lets go of its socket; the daemon ends by that, in order.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})
// One run's stray rejection must not end the engines of all others; the log, which is where this goes, tells of it.
process.on('unhandledRejection', (reason) => console.error('Nobody dealt with a rejection:', reason))

// A run that ends before it has sent them closes the channel, and nothing keeps this process then.
const [settings] = (await once(process, 'message')) as [DaemonSettings]
const server = new DaemonServer(settings, () => process.exit(0))
process.on('SIGTERM', () => void server.end())
process.on('disconnect', () => {})
await server.listen()
process.send?.('listening')
