import type { EngineAddress } from '../../base/engine-address.ts'
import { messageOf } from '../../errors/errors.ts'
import { withHint } from '../process/failure-hint.ts'
import type { Docker } from './docker.ts'
import { isByNetwork } from './docker.ts'

/** What Docker tells of a container that does not run. */
export interface EndedState {
  readonly ExitCode: number
  readonly OOMKilled: boolean
  readonly Error: string
}

/** The exit code of a process that was ended by SIGKILL. */
const KILLED = 137

const TOO_OLD =
  "This OpenSearch is too old for the guard that admits only its gate: use an image of 2.11 or later, or 'containers.opensearch.security: true'."

/** How a container ended, in a sentence. */
export function containerExit({ ExitCode: code, OOMKilled, Error: error }: EndedState): string {
  if (OOMKilled) return `Its container was killed: out of memory (exit code ${code}).`
  const why = error ? `: ${error}` : ''
  return `Its container ended with exit code ${code}${code === KILLED ? ', as by kill -9' : ''}${why}.`
}

/** What the user can do about it, where something is known. */
export function exitHint({ ExitCode: code, OOMKilled }: EndedState, log: string): string | undefined {
  if (OOMKilled || code === KILLED) {
    return "If nobody has killed it, it was out of memory: give the Docker host more (Docker Desktop: Settings, Resources), set a smaller 'heapMb' in the options 'opensearch' or 'neptune', or end other containers."
  }
  if (/Unsupported (http|transport)\.type \[guarded\]/.test(log)) return TOO_OLD
  return withHint('', log) || undefined
}

/** What may keep from reaching a container where Docker is elsewhere, a line, or nothing. */
export function elsewhereHint(docker: Docker, { host }: EngineAddress): readonly string[] {
  if (!isByNetwork(docker)) return []
  return [
    host === '127.0.0.1'
      ? 'Where that is only the near end of a tunnel to Docker, name the Docker host in TESTCONTAINERS_HOST_OVERRIDE.'
      : `Docker publishes its port on ${host}: a firewall there has to let this machine in.`,
  ]
}

interface Started {
  readonly image: string
  readonly platform?: string | undefined
}

/** What Docker says where it makes or starts no container, as far as it is known, and what to do. */
const hints: readonly (readonly [RegExp, (started: Started) => string])[] = [
  [
    /does not match the (specified|detected host) platform|exec format error|no matching manifest|cannot be used on this platform/i,
    ({ image }) =>
      `The image is for another platform than the Docker host's: name one that has it in the option 'containers' instead of ${image}, or set 'containers.platform', where the host can emulate it.`,
  ],
  [
    // Podman has none of that name for that platform, where it has one for another.
    /image not known/i,
    ({ image, platform }) =>
      `The Docker host has no ${image}${platform === undefined ? '' : ` for the platform ${platform}, which the option 'containers.platform' names`}: pull or load it, or name another in the option 'containers'.`,
  ],
  [
    /The image has no file/,
    () =>
      "Name an image in the option 'containers' that is laid out as the official one. For OpenSearch, 'containers.opensearch.security: true' goes without our guard.",
  ],
  [
    /port is already allocated|address already in use/i,
    () => 'Another program has taken the port that Docker chose for it: start the run again.',
  ],
  [
    /cannot allocate memory|not enough memory/i,
    () => 'The Docker host has too little memory: an engine takes up to 1 GB.',
  ],
  [
    /no space left on device/i,
    () => "The Docker host's disk is full: 'docker system df' tells by what, 'docker system prune' makes room.",
  ],
]

/** Why a container could not be made or started, and what to do where that is known. */
export function notStarted(started: Started, error: unknown): string {
  const words = messageOf(error)
  const [, hint] = hints.find(([pattern]) => pattern.test(words)) ?? []
  return [`Its container could not be started from ${started.image}: ${words.trim()}`, hint?.(started)]
    .filter((line) => line !== undefined)
    .join('\n')
}
