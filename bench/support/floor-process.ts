import { Agent, request } from 'node:http'
import { createServer } from 'node:https'
import { type AddressInfo, connect } from 'node:net'
import { createCertificate } from '../../src/gate/certificate.ts'

/*
 * The least that a gate in Node can do, and not more: end TLS, and pass on. What the gate takes beyond this is the
 * gate's; the rest is Node's. It is given the engine's port, and otherwise lives as gate-process.ts does.
 */
const port = Number(process.argv[3])
const agent = new Agent({ keepAlive: true, scheduling: 'lifo' })
const { certificate, key, authority } = await createCertificate()
const server = createServer({ cert: certificate, key }, (incoming, response) => {
  const { method, url, headers } = incoming
  const outgoing = request({ host: '127.0.0.1', port, agent, method, path: url, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  incoming.pipe(outgoing)
})
server.on('upgrade', ({ url, rawHeaders }, socket) => {
  const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []))
  const upstream = connect(port, '127.0.0.1')
  upstream.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  socket.pipe(upstream).pipe(socket)
})
server.listen(0, '127.0.0.1', () => {
  const { port: taken } = server.address() as AddressInfo
  console.log(JSON.stringify({ url: `https://127.0.0.1:${taken}`, ca: authority }))
})
process.stdin.resume().once('end', () => process.exit(0))
