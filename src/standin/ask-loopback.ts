import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'

export interface LoopbackQuestion {
  readonly port: number
  readonly path: string
  /** Default GET. */
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal: AbortSignal
}

/**
 * Asks an engine on 127.0.0.1, and returns what it says. Never by a proxy: `fetch`, and Node's own agents, take
 * HTTP_PROXY where NODE_USE_ENV_PROXY is set, for loopback too. Fails with the socket's error, the signal's
 * reason, or an Error for any status but 200.
 */
export async function askLoopback({ port, path, method = 'GET', headers = {}, body, signal }: LoopbackQuestion) {
  const agent = new Agent()
  return new Promise<unknown>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent, signal })
    // Stays on: a socket can fail again after the answer.
    asked.on('error', reject)
    asked.once('response', (response) => {
      text(response)
        .then((said) => {
          if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}`)
          resolve(JSON.parse(said))
        })
        .catch(reject)
    })
    asked.end(body)
  })
}
