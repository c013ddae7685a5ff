import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { NetConnectOpts } from 'node:net'
import { connect } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { messageOf, ReachabilityError } from '../errors.ts'
import { withTimeout } from '../wait/sleep.ts'

/** How long a socket may take to let somebody in, in milliseconds. */
const CONNECTS_MS = 5_000

const INSTEAD = "or use target 'local', which needs no Docker."

/** The variables that say where the engine is, as far as they are set. */
export type DockerVariables = Readonly<Record<string, string>>

/**
 * Why no Docker engine was found, in our words: there is none, it does not run, this user may not use it, or it is
 * somewhere else and cannot be reached. Looks at the places where testcontainers does.
 */
export async function noDocker(
  variables: DockerVariables,
  cause: unknown,
  usual: readonly string[] = usualSockets(),
): Promise<ReachabilityError> {
  const { DOCKER_HOST } = variables
  const places = DOCKER_HOST === undefined ? usual.filter((path) => existsSync(path)) : [DOCKER_HOST]
  const [place] = places
  if (place === undefined) return refuse(noneFound(usual), cause)
  const failure = await failureOf(place)
  return refuse(wordsFor(place, failure ?? cause, DOCKER_HOST !== undefined), failure ?? cause)
}

const refuse = (lines: readonly string[], cause: unknown) =>
  new ReachabilityError(lines, { resource: 'Docker engine', cause })

const noneFound = (looked: readonly string[]): readonly string[] => [
  "Target 'containers' needs a Docker engine, and none was found.",
  `Looked for: DOCKER_HOST, which is not set, and ${looked.join(', ')}.`,
  `Install and start Docker or Podman, or set DOCKER_HOST to the engine's socket; ${INSTEAD}`,
]

function wordsFor(place: string, failure: unknown, isNamed: boolean): readonly string[] {
  const seen = `Last seen: ${messageOf(failure)}`
  const named = isNamed ? ', which DOCKER_HOST names,' : ''
  switch ((failure as NodeJS.ErrnoException).code) {
    case 'EACCES':
    case 'EPERM':
      return [
        `This user may not use the Docker engine at ${place}${named.replace(/,$/, '')}.`,
        seen,
        `Let it: 'sudo usermod -aG docker "$USER"', and sign in anew; on CI, run the job as a user of that group; ${INSTEAD}`,
      ]
    case 'ENOENT':
      return [
        `There is no Docker engine at ${place}${named.replace(/,$/, '')}.`,
        seen,
        `Start it, or correct DOCKER_HOST ('docker context ls' tells the engine's socket); ${INSTEAD}`,
      ]
    case 'ECONNREFUSED':
      if (isElsewhere(place)) {
        return [
          `The Docker engine at ${place}${named} is not running: nobody listens there.`,
          seen,
          `Start it, or correct DOCKER_HOST; ${INSTEAD}`,
        ]
      }
      return [
        `The Docker engine at ${place}${named} is not running: its socket is there, and nobody listens.`,
        seen,
        `Start it: 'sudo systemctl start docker', or Docker Desktop; ${INSTEAD}`,
      ]
    default:
      return [
        `The Docker engine at ${place}${named} does not answer as it should.`,
        seen,
        `See what 'docker info' says of it; ${INSTEAD}`,
      ]
  }
}

/** What keeps from connecting to it; `undefined`: nothing does. */
async function failureOf(place: string): Promise<Error | undefined> {
  const address = addressOf(place)
  if (!address) return undefined
  const socket = connect(address)
  // Stays on: a socket can fail again after it was destroyed.
  socket.on('error', () => {})
  try {
    const late = () => new Error(`no connection within ${CONNECTS_MS / 1_000} s`)
    await withTimeout(once(socket, 'connect'), CONNECTS_MS, late)
    return undefined
  } catch (failure) {
    return failure as Error
  } finally {
    socket.destroy()
  }
}

function addressOf(place: string): NetConnectOpts | undefined {
  if (!place.includes('://')) return { path: place }
  const url = URL.parse(place)
  if (!url) return undefined
  if (url.hostname === '') return { path: url.pathname }
  return { host: url.hostname, port: Number(url.port || 2375) }
}

const isElsewhere = (place: string): boolean => 'host' in (addressOf(place) ?? {})

/** The sockets where an engine listens, by where testcontainers looks. */
function usualSockets(): readonly string[] {
  const uid = process.getuid?.()
  return [
    '/var/run/docker.sock',
    join(homedir(), '.docker', 'run', 'docker.sock'),
    join(homedir(), '.docker', 'desktop', 'docker.sock'),
    ...(uid === undefined ? [] : [`/run/user/${uid}/docker.sock`]),
  ]
}
