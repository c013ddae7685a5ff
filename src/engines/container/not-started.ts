import { messageOf } from '../../errors/errors.ts'

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
