/** What is said where target `containers` has no image, and where a container does not run. */
import { messageOf } from '../../errors/errors.ts'
import { withHint } from '../process/failure-hint.ts'

/** `seen`: what Docker says of the pull, which decides what is advised. */
export const imageNotPulled = (image: string, seen: string) => [
  `The image ${image} is not on the Docker host, and could not be pulled.`,
  `Last seen: ${seen}`,
  pullHints.find(([pattern]) => pattern.test(seen))?.[1] ??
    "Try 'docker pull' by hand, or set the option 'containers' to another image.",
]

/** This one and the next: what was seen of a pull that failed without an error. */
export const pullTooSlow = (withinMs: number) => `The pull did not end within ${Math.round(withinMs / 1_000)} s.`

export const pullWithoutImage = () => 'Docker ended the pull without an image.'

/** What registries, and Docker on the way to them, say. */
const pullHints: readonly (readonly [RegExp, string])[] = [
  [
    /toomanyrequests|rate limit/i,
    "The registry limits pulls without an account. Log in with 'docker login', or set the option 'containers' to an image of a mirror.",
  ],
  [
    /unauthorized|denied|authentication required/i,
    "The image does not exist or is private. Check the option 'containers', and log in to its registry with 'docker login'.",
  ],
  [
    /manifest.*(unknown|not found)|not found|no such image|does not exist/i,
    "The registry has no such image or tag. Check the option 'containers', or 'opensearch.engineVersion'.",
  ],
  [
    /no matching manifest/i,
    "The image does not exist for the Docker host's platform. Set 'containers.platform', if the host can emulate another one.",
  ],
  [
    /no such host|lookup |dial tcp|timeout|deadline|connection refused|network is unreachable|x509|proxy/i,
    "The registry cannot be reached from the Docker host. Pull or load the image beforehand ('docker pull', 'docker load'), or set the option 'containers' to an image of a mirror that can be reached.",
  ],
]

/** A warning. `waitedMs`: how long the run has waited for Ryuk. */
export const ryukNotStarted = (waitedMs: number, reason: string) =>
  `Testcontainers' Ryuk did not start within ${Math.round(waitedMs / 1_000)} s, and the containers run without it (${reason}). Set TESTCONTAINERS_RYUK_DISABLED=true to save the wait.`

export const ryukStillStarting = () => 'it is still starting'

/** A warning at the start of a run, for each container that a killed daemon has left. */
export const containerSwept = (name: string, image: string, run: string) =>
  `Removed container ${name} (${image}) of run ${run}: its daemon was killed.`

/** A warning. */
export const notSwept = (reason: string) => `The containers of killed daemons could not be removed: ${reason}`

/** What Docker tells of a container that does not run. */
export interface EndedState {
  readonly ExitCode: number
  readonly OOMKilled: boolean
  readonly Error: string
}

/** The exit code of a process that was ended by SIGKILL. */
const KILLED = 137

/** How a container ended. */
export function containerExit({ ExitCode: code, OOMKilled, Error: error }: EndedState): string {
  if (OOMKilled) return `Its container was killed because it was out of memory (exit code ${code}).`
  const why = error ? `: ${error}` : ''
  return `Its container ended with exit code ${code}${code === KILLED ? ', as after SIGKILL' : ''}${why}.`
}

/** What to do about it, where that is known. */
export function exitHint({ ExitCode: code, OOMKilled }: EndedState, log: string): string | undefined {
  if (OOMKilled || code === KILLED) {
    return "If nobody has killed it, it was out of memory. Give the Docker host more memory (Docker Desktop: Settings, Resources), set a smaller 'heapMb' in the option 'opensearch' or 'neptune', or end other containers."
  }
  if (/Unsupported (http|transport)\.type \[guarded\]/.test(log)) {
    return "This OpenSearch is too old for the guard that admits only its gate. Use an image of 2.11 or later, or 'containers.opensearch.security: true'."
  }
  return withHint('', log) || undefined
}

export const containerStarting = () => 'Its container is being made.'

export const containerGone = () => 'Its container is gone: another program has removed it.'

export const containerTakesNoFile = () => 'Its container takes no file before it is ready.'

/** What may block the way to a container of a Docker engine on another machine. `host`: where its port is published. */
export const wayIsBlocked = (host: string) =>
  host === '127.0.0.1'
    ? 'If that is only the near end of a tunnel to Docker, name the Docker host in TESTCONTAINERS_HOST_OVERRIDE.'
    : `Docker publishes its port on ${host}. A firewall there must let this machine connect.`

/** An engine in a container answers a request without its secret. */
export const guardMissing = (status: number) => [
  'It serves everybody, and not only its gate: its image does not load the guard.',
  `Last seen: GET / without a secret answered ${status}.`,
  "Name an image in the option 'containers' that starts the server as the official one does.",
]

export const fileMissing = (path: string) => `The image has no file ${path}.`

interface Started {
  readonly image: string
  readonly platform?: string | undefined
}

/** `error`: what Docker says, which decides what is advised. */
export function notStarted(started: Started, error: unknown): readonly string[] {
  const words = messageOf(error).trim()
  const [, hint] = startHints.find(([pattern]) => pattern.test(words)) ?? []
  return [`Its container could not be started from ${started.image}: ${words}`, ...(hint ? [hint(started)] : [])]
}

const startHints: readonly (readonly [RegExp, (started: Started) => string])[] = [
  [
    /does not match the (specified|detected host) platform|exec format error|no matching manifest|cannot be used on this platform/i,
    ({ image }) =>
      `The image is for another platform than the Docker host's. Name one for its platform in the option 'containers' instead of ${image}, or set 'containers.platform', if the host can emulate it.`,
  ],
  [
    // Podman says so where it has an image of that name for another platform only.
    /image not known/i,
    ({ image, platform }) =>
      `The Docker host has no ${image}${platform === undefined ? '' : ` for the platform ${platform} of the option 'containers.platform'`}. Pull or load it, or name another image in the option 'containers'.`,
  ],
  [
    /The image has no file/,
    () =>
      "Name an image in the option 'containers' that has the files of the official one. For OpenSearch, 'containers.opensearch.security: true' needs no guard.",
  ],
  [
    /port is already allocated|address already in use/i,
    () => 'Another program has taken the port that Docker chose for it. Start the run again.',
  ],
  [
    /cannot allocate memory|not enough memory/i,
    () => 'The Docker host has too little memory: an engine takes up to 1 GB.',
  ],
  [
    /no space left on device/i,
    () =>
      "The disk of the Docker host is full. 'docker system df' shows what takes the space, and 'docker system prune' frees it.",
  ],
]
