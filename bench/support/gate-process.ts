import type { Service } from '../../src/base/endpoint.ts'
import { createCertificate } from '../../src/gate/certificate.ts'
import { openGate } from '../../src/gate/open-gate.ts'

/*
 * A gate in a process of its own, as in the daemon. It is given the service, and where the engine is, writes its
 * endpoint to standard output as JSON, and ends when its standard input does.
 */
const [service] = process.argv.slice(2)
const credentials = JSON.parse(process.env.BENCH_CREDENTIALS ?? '{}')
const gate = await openGate({
  service: service as Service,
  region: 'eu-west-1',
  port: 0,
  tls: await createCertificate(),
  identify: (key) => (key === credentials.accessKeyId ? { credentials, worker: 1 } : undefined),
  viewsPrefix: 'vaf-bench-',
  engine: () => JSON.parse(process.env.BENCH_ENGINE ?? ''),
  graph: {
    traversalSource: (worker) => `g${worker}`,
    status: () => ({ startTime: new Date(), gremlinVersion: '3.7.5' }),
  },
})
console.log(JSON.stringify(gate.endpoint))
process.stdin.resume().once('end', () => void gate.close())
