/** What is said where target `containers` has no Docker engine, or cannot use it. */

const INSTEAD = "Or use target 'local', which runs the same engines without Docker."

/** Both are versions of Node: the oldest one for testcontainers, and the one that runs. */
export const nodeTooOld = (least: string, node: string) => [
  `Target 'containers' needs Node ${least} or later, as testcontainers does.`,
  `This is Node ${node}.`,
  `Use a newer Node. ${INSTEAD}`,
]

export const testcontainersMissing = (seen: string) => [
  "Target 'containers' needs the package testcontainers, which is not installed.",
  `Last seen: ${seen}`,
  'Install it: npm install --save-dev testcontainers@12',
]

/** DOCKER_HOST is not set, and nothing is at the usual sockets. `podman`: the socket of a Podman that was found instead. */
export const noEngineFound = (looked: readonly string[], podman: string | undefined) => [
  "Target 'containers' needs a Docker engine, and none was found.",
  `Looked at: DOCKER_HOST, which is not set, and ${looked.join(', ')}.`,
  `${
    podman === undefined
      ? "Install and start Docker or Podman, or set DOCKER_HOST to the engine's socket."
      : `To use Podman, set DOCKER_HOST=unix://${podman}.`
  } ${INSTEAD}`,
]

/** A place where a Docker engine should be. */
export interface DockerPlace {
  /** A socket, or the value of DOCKER_HOST. */
  readonly place: string
  /** Whether DOCKER_HOST names it. */
  readonly isNamed: boolean
}

/** This user has no permission for the engine's socket. */
export const engineForbidden = (at: DockerPlace, seen: string) => [
  `This user may not use ${engineAt(at)}.`,
  `Last seen: ${seen}`,
  `${
    isPodman(at)
      ? "Use Podman as this user: 'systemctl --user start podman.socket', and set DOCKER_HOST=unix://$XDG_RUNTIME_DIR/podman/podman.sock."
      : `Allow it: 'sudo usermod -aG docker "$USER"', and log in again. On CI, run the job as a user of that group.`
  } ${INSTEAD}`,
]

export const engineMissing = (at: DockerPlace, seen: string) => [
  `There is no ${engineAt(at).replace(/^the /, '')}.`,
  `Last seen: ${seen}`,
  `${
    isPodman(at)
      ? `${START_PODMAN} Or correct DOCKER_HOST.`
      : "Start it, or correct DOCKER_HOST: 'docker context ls' shows the engine's socket."
  } ${INSTEAD}`,
]

/** Nobody listens there. `isElsewhere`: at a host and a port, rather than at a socket of this machine. */
export const engineNotRunning = (at: DockerPlace, isElsewhere: boolean, seen: string) => [
  `${capitalised(engineAt(at))} is not running: ${isElsewhere ? 'nobody listens there' : 'its socket exists, and nobody listens'}.`,
  `Last seen: ${seen}`,
  `${howToStart(at, isElsewhere)} ${INSTEAD}`,
]

/** Something listens, and does not answer as a Docker engine. `hasHost`: TESTCONTAINERS_HOST_OVERRIDE is set. */
export const engineNotAnswering = (at: DockerPlace, hasHost: boolean, seen: string) => [
  `${capitalised(engineAt(at))} does not answer as it should.`,
  `Last seen: ${seen}`,
  `${howToReach(at, hasHost, seen)} ${INSTEAD}`,
]

/** This one and the next four: what was seen of a Docker engine that cannot be used. */
export const noConnection = (withinMs: number) => `no connection within ${withinMs / 1_000} s`

export const noAnswer = (withinMs: number) => `no answer within ${withinMs / 1_000} s`

export const answeredStatus = (status: number, body: string) => `HTTP ${status}: ${body}`

export const engineSilent = (forMs: number) => `The engine has not answered within ${forMs / 1_000} s.`

export const anotherEngine = (socket: string | undefined) => `Another engine answers, at ${socket}.`

const engineAt = ({ place, isNamed }: DockerPlace) =>
  `the Docker engine at ${place}${isNamed ? ' (from DOCKER_HOST)' : ''}`

const capitalised = (words: string) => words.charAt(0).toUpperCase() + words.slice(1)

const isPodman = ({ place }: DockerPlace) => place.includes('podman')

const isSsh = ({ place }: DockerPlace) => place.startsWith('ssh://')

const START_PODMAN =
  "Start it: 'systemctl --user start podman.socket', or 'sudo systemctl start podman.socket' for the one of root, or 'podman machine start'."

function howToStart(at: DockerPlace, isElsewhere: boolean): string {
  if (isElsewhere) return 'Start it, or correct DOCKER_HOST.'
  return isPodman(at) ? START_PODMAN : "Start it: 'sudo systemctl start docker', or Docker Desktop."
}

function howToReach(at: DockerPlace, hasHost: boolean, seen: string): string {
  if (isSsh(at)) {
    return hasHost
      ? "Try 'docker info', and check that the agent of SSH_AUTH_SOCK has the key."
      : 'With SSH, also set TESTCONTAINERS_HOST_OVERRIDE to the host on which this machine reaches published ports.'
  }
  if (/HTTP request to an HTTPS server/.test(seen)) {
    return 'It needs TLS. Set DOCKER_TLS_VERIFY=1, and DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem.'
  }
  if (/wrong version number|packet length too long/.test(seen)) {
    return 'It has no TLS at this port. Use its port for TLS, mostly 2376, or unset DOCKER_TLS_VERIFY.'
  }
  if (/\.pem|certificate|key values mismatch|alert/i.test(seen)) {
    return 'Check the files in DOCKER_CERT_PATH: ca.pem of the authority that has signed its certificate, and a cert.pem and key.pem that it accepts.'
  }
  return "Try 'docker info'."
}
