import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { NetConnectOpts } from 'node:net'
import { connect } from 'node:net'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { messageOf, ReachabilityError } from '../../errors/errors.ts'
import { withTimeout } from '../../wait/sleep.ts'
import {
  answeredStatus,
  engineForbidden,
  engineMissing,
  engineNotAnswering,
  engineNotRunning,
  noAnswer,
  noConnection,
  noEngineFound,
} from './docker-messages.ts'

/**
 * The error where no Docker engine was found: there is none, it does not run, this user may not use it, or it runs elsewhere
 * and cannot be reached. Looks at the places where testcontainers does.
 */
export async function noDocker(
  variables: DockerVariables,
  cause: unknown,
  usual: UsualSockets = usualSockets(),
): Promise<ReachabilityError> {
  const { DOCKER_HOST } = variables
  const places = DOCKER_HOST === undefined ? usual.docker.filter((path) => existsSync(path)) : [DOCKER_HOST]
  const [place] = places
  if (place === undefined)
    return refuse(
      noEngineFound(
        usual.docker,
        usual.podman.find((path) => existsSync(path)),
      ),
      cause,
    )
  const failure = (await engineFailure(place, variables)) ?? cause
  return refuse(linesFor(place, failure, variables), failure)
}

const refuse = (lines: readonly string[], cause: unknown) =>
  new ReachabilityError(lines, { resource: 'Docker engine', cause })

function linesFor(place: string, failure: unknown, variables: DockerVariables): readonly string[] {
  const at = { place, isNamed: variables.DOCKER_HOST !== undefined }
  const seen = messageOf(failure)
  switch ((failure as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return engineForbidden(at, seen)
    case 'ENOENT':
      return engineMissing(at, seen)
    case 'ECONNREFUSED':
      return engineNotRunning(at, isElsewhere(place), seen)
    default:
      return engineNotAnswering(at, variables.TESTCONTAINERS_HOST_OVERRIDE !== undefined, seen)
  }
}

/** The sockets where engines listen on this machine. */
interface UsualSockets {
  /** Where testcontainers looks. */
  readonly docker: readonly string[]
  /** Where Podman listens, and testcontainers does not look. */
  readonly podman: readonly string[]
}

/** The usual sockets of this user on Linux and macOS. */
export function usualSockets(
  { XDG_RUNTIME_DIR: runtime }: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
  uid: number | undefined = process.getuid?.(),
): UsualSockets {
  const asked = runtime ? [runtime] : []
  const usual = uid === undefined ? [] : [`/run/user/${uid}`]
  const docker = [
    '/var/run/docker.sock',
    ...asked.map((folder) => join(folder, 'docker.sock')),
    join(home, '.docker', 'run', 'docker.sock'),
    join(home, '.docker', 'desktop', 'docker.sock'),
    ...usual.map((folder) => join(folder, 'docker.sock')),
  ]
  const podman = [...asked, ...usual, '/run'].map((folder) => join(folder, 'podman', 'podman.sock'))
  return { docker: [...new Set(docker)], podman: [...new Set(podman)] }
}

/** Those of Docker's and testcontainers' variables that are set. */
export type DockerVariables = Readonly<Record<string, string>>

/** How long a connection, and then an answer, may take, in milliseconds. */
const ANSWERS_MS = 5_000

/** So much of its answer is shown, in characters. */
const TOLD = 200

/**
 * Why the engine at that place does not answer, asked as testcontainers asks it; `undefined` where it answers, or the place
 * cannot be asked.
 */
async function engineFailure(place: string, variables: DockerVariables): Promise<Error | undefined> {
  const failure = await connectionFailure(place, variables)
  if (failure || isSsh(place)) return failure
  const address = addressOf(place, variables)
  return address && answerFailure(address, variables)
}

/** Why no connection to that place is possible; `undefined` where one is, or the place cannot be tried. */
export async function connectionFailure(place: string, variables: DockerVariables): Promise<Error | undefined> {
  const address = addressOf(place, variables)
  if (!address) return undefined
  const socket = connect(address)
  // Not `once`: a socket can fail again after it was destroyed.
  socket.on('error', () => {})
  try {
    const late = () => new Error(noConnection(ANSWERS_MS))
    await withTimeout(once(socket, 'connect'), ANSWERS_MS, late)
    return undefined
  } catch (failure) {
    return failure as Error
  } finally {
    socket.destroy()
  }
}

const isSsh = (place: string): boolean => place.startsWith('ssh://')

/** Whether a place is a host and a port, rather than a socket of this machine. */
const isElsewhere = (place: string): boolean => 'host' in (addressOf(place, {}) ?? {})

/** Whether TLS is used, as testcontainers decides it. */
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
    const late = () => new Error(noAnswer(ANSWERS_MS))
    const { status, body } = await withTimeout(ask(address, variables), ANSWERS_MS, late)
    return status === 200 ? undefined : new Error(answeredStatus(status, body.trim().slice(0, TOLD)))
  } catch (failure) {
    // Without its code: the ENOENT of a missing certificate would be taken for that of a missing socket.
    return new Error(inShort(messageOf(failure)), { cause: failure })
  }
}

async function ask(address: NetConnectOpts, variables: DockerVariables) {
  const { DOCKER_CERT_PATH = '' } = variables
  const where = 'path' in address ? { socketPath: address.path } : address
  // The request ends with its timeout.
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

/** The reason in an error of OpenSSL, without its changing number and its line of OpenSSL's sources. */
const inShort = (words: string): string =>
  /error:[0-9A-F]+:[^:]* routines:[^:]*:([^:]+)/.exec(words)?.[1] ?? words.trim()
