/** Entry of the stand-in host's process. Its settings come as the only argument, as JSON. */
import { createCertificate } from '../gate/certificate.ts'
import type { HostSettings } from './host.ts'
import { HostServer } from './host-server.ts'

// A terminal's Ctrl-C and hang-up go to the run, which then lets go of its socket; the host ends by that, in order.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {})

const settings: HostSettings = JSON.parse(process.argv[2] ?? '')
const server = new HostServer(settings, await createCertificate(), () => process.exit(0))
process.on('SIGTERM', () => void server.end())
process.on('disconnect', () => {})
await server.listen()
process.send?.('listening')
