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

const INSTEAD = "or use target 'local', which needs no Docker."

/**
 * Why no Docker engine was found, in our words: there is none, it does not run, this user may not use it, or it is
 * somewhere else and cannot be reached. Looks at the places where testcontainers does.
 */
export async function noDocker(
  variables: DockerVariables,
  cause: unknown,
  usual: UsualSockets = usualSockets(),
): Promise<ReachabilityError> {
  const { DOCKER_HOST } = variables
  const places = DOCKER_HOST === undefined ? usual.docker.filter((path) => existsSync(path)) : [DOCKER_HOST]
  const [place] = places
  if (place === undefined) return refuse(noneFound(usual), cause)
  const failure = await engineFailure(place, variables)
  return refuse(wordsFor(place, failure ?? cause, variables), failure ?? cause)
}

const refuse = (lines: readonly string[], cause: unknown) =>
  new ReachabilityError(lines, { resource: 'Docker engine', cause })

function noneFound({ docker, podman }: UsualSockets): readonly string[] {
  const found = podman.find((path) => existsSync(path))
  return [
    "Target 'containers' needs a Docker engine, and none was found.",
    `Looked for: DOCKER_HOST, which is not set, and ${docker.join(', ')}.`,
    found === undefined
      ? `Install and start Docker or Podman, or set DOCKER_HOST to the engine's socket; ${INSTEAD}`
      : `To use Podman, set DOCKER_HOST=unix://${found}; ${INSTEAD}`,
  ]
}

function wordsFor(place: string, failure: unknown, variables: DockerVariables): readonly string[] {
  const isNamed = variables.DOCKER_HOST !== undefined
  const seen = `Last seen: ${messageOf(failure)}`
  const engine = `The Docker engine at ${place}${isNamed ? ', which DOCKER_HOST names,' : ''}`
  const atIt = engine.replace(/^The/, 'the').replace(/,$/, '')
  switch ((failure as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return [`This user may not use ${atIt}.`, seen, `${letUse(place)}; ${INSTEAD}`]
    case 'ENOENT':
      return [
        `There is no ${atIt.replace(/^the /, '')}.`,
        seen,
        isPodman(place)
          ? `${startPodman}, or correct DOCKER_HOST; ${INSTEAD}`
          : `Start it, or correct DOCKER_HOST ('docker context ls' tells the engine's socket); ${INSTEAD}`,
      ]
    case 'ECONNREFUSED':
      return isElsewhere(place)
        ? [`${engine} is not running: nobody listens there.`, seen, `Start it, or correct DOCKER_HOST; ${INSTEAD}`]
        : [
            `${engine} is not running: its socket is there, and nobody listens.`,
            seen,
            `${isPodman(place) ? startPodman : "Start it: 'sudo systemctl start docker', or Docker Desktop"}; ${INSTEAD}`,
          ]
    default:
      return [`${engine} does not answer as it should.`, seen, `${otherwise(place, failure, variables)}; ${INSTEAD}`]
  }
}

const isPodman = (place: string): boolean => place.includes('podman')

const startPodman =
  "Start it: 'systemctl --user start podman.socket', or with sudo and without --user for the one of root, or 'podman machine start'"

const letUse = (place: string): string =>
  isPodman(place)
    ? "Use Podman as this user: 'systemctl --user start podman.socket', and set DOCKER_HOST=unix://$XDG_RUNTIME_DIR/podman/podman.sock"
    : `Let it: 'sudo usermod -aG docker "$USER"', and sign in anew; on CI, run the job as a user of that group`

function otherwise(place: string, failure: unknown, variables: DockerVariables): string {
  const said = messageOf(failure)
  if (isSsh(place) && variables.TESTCONTAINERS_HOST_OVERRIDE === undefined) {
    return 'By SSH, set TESTCONTAINERS_HOST_OVERRIDE as well: to the host, as this machine reaches the ports that are published there'
  }
  if (isSsh(place)) return "See what 'docker info' says of it, and whether the agent of SSH_AUTH_SOCK has the key"
  if (/HTTP request to an HTTPS server/.test(said)) {
    return 'It wants TLS: set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem'
  }
  if (/wrong version number|packet length too long/.test(said)) {
    return 'It speaks no TLS at this port: use its port for TLS, mostly 2376, or unset DOCKER_TLS_VERIFY'
  }
  if (/\.pem|certificate|key values mismatch|alert/i.test(said)) {
    return 'Check what DOCKER_CERT_PATH has: ca.pem, by which its certificate is signed, and a cert.pem and key.pem that it lets in'
  }
  return "See what 'docker info' says of it"
}

/** Where engines listen on this machine, by their kind. */
interface UsualSockets {
  /** Where testcontainers looks. */
  readonly docker: readonly string[]
  /** Where Podman does, and testcontainers does not look. */
  readonly podman: readonly string[]
}

/** For this user; of Linux and macOS. */
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
async function engineFailure(place: string, variables: DockerVariables): Promise<Error | undefined> {
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

const isSsh = (place: string): boolean => place.startsWith('ssh://')

/** Whether it is at a host and a port, rather than at a socket of this machine. */
const isElsewhere = (place: string): boolean => 'host' in (addressOf(place, {}) ?? {})

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
