import { expect, test } from 'vitest'
import { containerExit, exitHint, notStarted } from '../../../src/engines/container/messages.ts'
import { heapIsFull } from '../../../src/engines/messages.ts'

const ended = (ExitCode: number, rest: { OOMKilled?: boolean; Error?: string } = {}) => ({
  ...{ ExitCode, OOMKilled: false, Error: '' },
  ...rest,
})
const MEMORY =
  "If nobody has killed it, it was out of memory: give the Docker host more (Docker Desktop: Settings, Resources), set a smaller 'heapMb' in the options 'opensearch' or 'neptune', or end other containers."

test.for<[ReturnType<typeof ended>, string, string, string | undefined]>([
  [ended(137, { OOMKilled: true }), '', 'Its container was killed: out of memory (exit code 137).', MEMORY],
  [ended(137), '', 'Its container ended with exit code 137, as by kill -9.', MEMORY],
  [ended(1), 'Error: unknown setting [x]', 'Its container ended with exit code 1.', undefined],
  [ended(1), 'java.lang.OutOfMemoryError: Java heap space', 'Its container ended with exit code 1.', heapIsFull()],
  [
    ended(1),
    'java.lang.IllegalStateException: Unsupported transport.type [guarded]',
    'Its container ended with exit code 1.',
    "This OpenSearch is too old for the guard that admits only its gate: use an image of 2.11 or later, or 'containers.opensearch.security: true'.",
  ],
  [
    ended(127, { Error: 'exec: "/x": no such file' }),
    '',
    'Its container ended with exit code 127: exec: "/x": no such file.',
    undefined,
  ],
])('%j with the log %j', ([state, log, sentence, hint]) => {
  expect(containerExit(state)).toBe(sentence)
  expect(exitHint(state, log)).toBe(hint)
})

const image = 'opensearchproject/opensearch:2.19.1'

test.for<[string, string | undefined]>([
  [
    '(HTTP code 404) no such container - image with reference opensearchproject/opensearch:2.19.1 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64 ',
    `The image is for another platform than the Docker host's: name one that has it in the option 'containers' instead of ${image}, or set 'containers.platform', where the host can emulate it.`,
  ],
  [
    '(HTTP code 500) server error - driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:32768 failed: port is already allocated',
    'Another program has taken the port that Docker chose for it: start the run again.',
  ],
  [
    '(HTTP code 500) server error - mkdir /var/lib/docker/x: no space left on device',
    "The Docker host's disk is full: 'docker system df' tells by what, 'docker system prune' makes room.",
  ],
  ['(HTTP code 500) server error - something else', undefined],
])('what Docker refuses with %j is told with what to do', ([words, hint]) => {
  const first = `Its container could not be started from ${image}: ${words.trim()}`
  expect(notStarted({ image }, new Error(words))).toBe(hint ? `${first}\n${hint}` : first)
})

test('an image that Podman has for another platform only is told as that', () => {
  const words = `(HTTP code 404) no such container - no such image: docker.io/${image}: image not known`
  expect(notStarted({ image, platform: 'linux/s390x' }, new Error(words)).split('\n')[1]).toBe(
    `The Docker host has no ${image} for the platform linux/s390x, which the option 'containers.platform' names: pull or load it, or name another in the option 'containers'.`,
  )
})
