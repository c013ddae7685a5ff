import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { NetConnectOpts } from 'node:net'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { messageOf } from '../../errors/errors.ts'
import { withTimeout } from '../../wait/sleep.ts'

/** The variables that say where the engine is, as far as they are set. */
export type DockerVariables = Readonly<Record<string, string>>

/** How long a socket may take to let somebody in, and an engine to answer, in milliseconds. */
const ANSWERS_MS = 5_000

/** What of its answer is told, in characters. */
const TOLD = 200

/**
 * What keeps the engine at that place from answering, asked as testcontainers asks it: nobody listens, it speaks another
 * protocol, or refuses. `undefined`: nothing does, or it is a place that cannot be asked.
 */
export async function engineFailure(place: string, variables: DockerVariables): Promise<Error | undefined> {
  const failure = await connectionFailure(place, variables)
  if (failure || isSsh(place)) return failure
  const address = addressOf(place, variables)
  return address && answerFailure(address, variables)
}

/** What keeps from connecting to the engine at that place; `undefined`: nothing does, or it cannot be tried. */
export async function connectionFailure(place: string, variables: DockerVariables): Promise<Error | undefined> {
  const address = addressOf(place, variables)
  if (!address) return undefined
  const socket = connect(address)
  // Stays on: a socket can fail again after it was destroyed.
  socket.on('error', () => {})
  try {
    const late = () => new Error(`no connection within ${ANSWERS_MS / 1_000} s`)
    await withTimeout(once(socket, 'connect'), ANSWERS_MS, late)
    return undefined
  } catch (failure) {
    return failure as Error
  } finally {
    socket.destroy()
  }
}

export const isSsh = (place: string): boolean => place.startsWith('ssh://')

/** Whether it is at a host and a port, rather than at a socket of this machine. */
export const isElsewhere = (place: string): boolean => 'host' in (addressOf(place, {}) ?? {})

/** As testcontainers takes it. */
const speaksTls = ({ DOCKER_TLS_VERIFY, DOCKER_CERT_PATH }: DockerVariables): boolean =>
  DOCKER_TLS_VERIFY === '1' && DOCKER_CERT_PATH !== undefined

function addressOf(place: string, variables: DockerVariables): NetConnectOpts | undefined {
  if (!place.includes('://')) return { path: place }
  const url = URL.parse(place)
  if (!url) return undefined
  if (url.hostname === '') return { path: url.pathname }
  const standard = isSsh(place) ? 22 : speaksTls(variables) ? 443 : 80
  return { host: url.hostname, port: Number(url.port || standard) }
}

async function answerFailure(address: NetConnectOpts, variables: DockerVariables): Promise<Error | undefined> {
  try {
    const late = () => new Error(`no answer within ${ANSWERS_MS / 1_000} s`)
    const { status, body } = await withTimeout(ask(address, variables), ANSWERS_MS, late)
    return status === 200 ? undefined : new Error(`HTTP ${status}: ${body.trim().slice(0, TOLD)}`)
  } catch (failure) {
    // Its code would be taken for that of the socket, where a file of certificates is missing.
    return new Error(inShort(messageOf(failure)), { cause: failure })
  }
}

async function ask(address: NetConnectOpts, variables: DockerVariables) {
  const { DOCKER_CERT_PATH = '' } = variables
  const where = 'path' in address ? { socketPath: address.path } : address
  // Given up with it, where there is no answer in time.
  const options = { ...where, path: '/info', signal: AbortSignal.timeout(ANSWERS_MS) }
  const pem = (name: string) => readFile(join(resolve(DOCKER_CERT_PATH), `${name}.pem`))
  const request = speaksTls(variables)
    ? httpsRequest({ ...options, ca: await pem('ca'), cert: await pem('cert'), key: await pem('key') })
    : httpRequest(options)
  const answered = once(request, 'response')
  request.end()
  const [response] = await answered
  return { status: response.statusCode as number, body: await text(response) }
}

/** What OpenSSL says in full starts with a number that is another one each time, and ends with a line of its sources. */
const inShort = (words: string): string =>
  /error:[0-9A-F]+:[^:]* routines:[^:]*:([^:]+)/.exec(words)?.[1] ?? words.trim()
