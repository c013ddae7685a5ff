import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { messageOf, ReachabilityError } from '../../errors/errors.ts'
import type { DockerVariables } from './docker-failure.ts'
import { engineFailure, isElsewhere, isSsh } from './docker-failure.ts'

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
