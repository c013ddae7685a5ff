import type { Endpoint, Service } from '../../src/base/endpoint.ts'
import { openBridge } from '../../src/gate/bridge.ts'
import { createCertificate } from '../../src/gate/certificate.ts'

/*
 * A bridge in a process of its own. It is given the service and the port that it dials, and in BENCH_TARGET the endpoint
 * that answers there; it writes its endpoint to standard output as JSON, and ends when its standard input does.
 */
const [service, port] = process.argv.slice(2)
const credentials = JSON.parse(process.env.BENCH_CREDENTIALS ?? '{}')
const { signingHost, ca } = JSON.parse(process.env.BENCH_TARGET ?? '{}') as Endpoint
const bridge = await openBridge({
  service: service as Service,
  region: 'eu-west-1',
  port: 0,
  tls: await createCertificate(),
  identify: (key) => (key === credentials.accessKeyId ? { credentials, worker: 1 } : undefined),
  credentials: async () => credentials,
  target: {
    signingHost,
    address: { host: '127.0.0.1', port: Number(port) },
    serverName: 'localhost',
    ...(ca && { ca }),
  },
})
console.log(JSON.stringify(bridge.endpoint))
process.stdin.resume().once('end', () => void bridge.close())
