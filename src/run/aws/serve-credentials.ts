import { randomBytes, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { CredentialsProvider } from '../../base/credentials.ts'
import { type CredentialsSource, REFUSED_HEADER } from '../../credentials/endpoint-credentials.ts'
import { messageOf } from '../../errors/errors.ts'
import type { CleanupStack } from '../../ledger/cleanup-stack.ts'
import { systemClock, toIsoTime } from '../../wait/clock.ts'

export interface ServeCredentials {
  /** Asked at every request, so it should remember what it fetched. */
  readonly credentials: CredentialsProvider
  /** A folder of the run's own, which nobody else may read; the token is put there. */
  readonly directory: string
  readonly cleanup: CleanupStack
}

const PATH = '/credentials'

/** Credentials without an end count as good for so long, in milliseconds: every SDK wants to be told of one. */
const WITHOUT_END_MS = 15 * 60_000

/** More than all workers together need; in milliseconds where it is a time. */
const limits = { connections: 256, headersMs: 5_000, idleMs: 5_000 }

/**
 * Gives credentials out on 127.0.0.1 as a container's agent does (AWS_CONTAINER_CREDENTIALS_FULL_URI), to whoever has
 * the token, which is in a file that only this user can read. SDKs ask again before they end. Until the cleanup.
 */
export async function serveCredentials(options: ServeCredentials): Promise<CredentialsSource> {
  const { credentials, directory, cleanup } = options
  const token = randomBytes(32).toString('base64url')
  const tokenFile = join(directory, 'credentials-token')
  await writeFile(tokenFile, token, { mode: 0o600, flag: 'wx' })
  const server = createServer(
    { headersTimeout: limits.headersMs, requestTimeout: limits.headersMs, keepAliveTimeout: limits.idleMs },
    (request, response) => {
      // A client may go away at any time.
      response.on('error', () => {})
      request.resume()
      void answer(request, token, credentials).then(({ status, content }) => {
        const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
        response.writeHead(status, headers).end(JSON.stringify(content))
      })
    },
  )
  server.maxConnections = limits.connections
  cleanup.push('endpoint of credentials', () => close(server))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // Too many open files, for one: that client is not served, but the run goes on.
  server.on('error', () => {})
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`, tokenFile }
}

interface Answer {
  readonly status: number
  readonly content: object
}

/** Never fails: what is thrown here would end the run without a teardown. */
async function answer(request: IncomingMessage, token: string, provider: CredentialsProvider): Promise<Answer> {
  if (!isToken(request.headers.authorization, token)) {
    return refused(403, 'AccessDenied', 'The token is not that of this run.')
  }
  if (request.url !== PATH || request.method !== 'GET') return refused(404, 'NotFound', `There is GET ${PATH} only.`)
  try {
    const refusedKey = request.headers[REFUSED_HEADER]
    let given = await provider()
    if (given.accessKeyId === refusedKey) given = await provider({ forceRefresh: true })
    const { accessKeyId, secretAccessKey, sessionToken = '', expiration } = given
    const ends = expiration?.getTime() ?? systemClock.now() + WITHOUT_END_MS
    return {
      status: 200,
      content: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        Token: sessionToken,
        Expiration: toIsoTime(ends),
      },
    }
  } catch (error) {
    return refused(500, 'CredentialsUnavailable', messageOf(error))
  }
}

const refused = (status: number, Code: string, Message: string): Answer => ({ status, content: { Code, Message } })

function isToken(given: string | undefined, token: string): boolean {
  const [one, other] = [Buffer.from(given ?? ''), Buffer.from(token)]
  return one.length === other.length && timingSafeEqual(one, other)
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
