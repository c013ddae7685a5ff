import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What stands before moto, writes down what passes, and takes out what moto cannot bear. */
export interface MotoProxy {
  readonly url: string
  /** The operations asked for, in their order. */
  readonly calls: readonly string[]
  /** In what a call was changed on its way, a line for each kind. */
  readonly deviations: ReadonlySet<string>
  close(): Promise<void>
}

/** Starts a proxy before moto, on a free port of 127.0.0.1. */
export async function startMotoProxy(moto: string): Promise<MotoProxy> {
  const calls: string[] = []
  const deviations = new Set<string>()
  const server = createServer(async (request, response) => {
    const { method = 'GET', url = '/' } = request
    const body = (await buffer(request)).toString('utf8')
    calls.push(operationOf(method, url, body))
    const form = new URLSearchParams(body)
    const isUnbearable = form.get('Action') === 'CreateDBCluster' && form.has('EnableIAMDatabaseAuthentication')
    if (isUnbearable) {
      deviations.add('CreateDBCluster goes on without EnableIAMDatabaseAuthentication: moto refuses it for Neptune.')
      form.delete('EnableIAMDatabaseAuthentication')
    }
    const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers
    const answer = await fetch(new URL(url, moto), {
      method,
      headers: headers as Record<string, string>,
      ...(method !== 'GET' && method !== 'DELETE' && { body: isUnbearable ? form.toString() : body }),
    })
    const contentType = answer.headers.get('content-type') ?? 'application/octet-stream'
    const errorType = answer.headers.get('x-amzn-errortype')
    response
      .writeHead(answer.status, { 'content-type': contentType, ...(errorType && { 'x-amzn-errortype': errorType }) })
      .end(Buffer.from(await answer.arrayBuffer()))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    deviations,
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** `CreateDBCluster`, or `DELETE /2021-01-01/opensearch/domain/vaf-a`. */
function operationOf(method: string, url: string, body: string): string {
  return new URLSearchParams(body).get('Action') ?? `${method} ${url.replace(/\?.*/, '')}`
}
