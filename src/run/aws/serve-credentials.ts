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
import * as messages from './messages.ts'

export interface ServeCredentials {
  /** Called at every request, so that it should cache what it fetches. */
  readonly credentials: CredentialsProvider
  /** The run's own folder, which nobody else may read; the token file is put there. */
  readonly directory: string
  readonly cleanup: CleanupStack
}

const PATH = '/credentials'

/** The lifetime that is told for credentials without an expiration, which SDKs need; in milliseconds. */
const WITHOUT_END_MS = 15 * 60_000

/** More than all workers together need; times are in milliseconds. */
const limits = { connections: 256, headersMs: 5_000, idleMs: 5_000 }

/**
 * Serves credentials on 127.0.0.1 as the agent of a container does (AWS_CONTAINER_CREDENTIALS_FULL_URI), to clients that
 * have the token, which is in a file that only this user can read. SDKs ask again before the credentials expire. The
 * cleanup ends it.
 */
export async function serveCredentials(options: ServeCredentials): Promise<CredentialsSource> {
  const { credentials, directory, cleanup } = options
  const token = randomBytes(32).toString('base64url')
  const tokenFile = join(directory, 'credentials-token')
  await writeFile(tokenFile, token, { mode: 0o600, flag: 'wx' })
  const server = createServer(
    { headersTimeout: limits.headersMs, requestTimeout: limits.headersMs, keepAliveTimeout: limits.idleMs },
    (request, response) => {
      // A client may close the connection at any time.
      response.on('error', () => {})
      request.resume()
      void answer(request, token, credentials).then(({ status, content }) => {
        const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' }
        response.writeHead(status, headers).end(JSON.stringify(content))
      })
    },
  )
  server.maxConnections = limits.connections
  cleanup.push(messages.credentialsEndpoint(), () => close(server))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // For example too many open files: that client is not served, and the run continues.
  server.on('error', () => {})
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`, tokenFile }
}

interface Answer {
  readonly status: number
  readonly content: object
}

/** Never rejects: an unhandled rejection would end the run without a tear-down. */
async function answer(request: IncomingMessage, token: string, provider: CredentialsProvider): Promise<Answer> {
  if (!isToken(request.headers.authorization, token)) {
    return refused(403, 'AccessDenied', messages.wrongToken())
  }
  if (request.url !== PATH || request.method !== 'GET') return refused(404, 'NotFound', messages.onlyPath(PATH))
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
