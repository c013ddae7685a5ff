/** The wording about services, engines and workers of a run that several processes use. */

import type { Service } from '../base/endpoint.ts'

/** How many requests are named one by one. */
const NAMED = 5

/** A test uses a service that the plugin's options do not name. */
export const serviceNotConfigured = (service: Service) => [
  `This test uses ${service}, which is not configured.`,
  `Add the key '${service}' to awsFixtures() in your Vitest config: awsFixtures({ ${service}: true }).`,
]

/** The daemon has ended while tests run; `at` is when, in milliseconds since the Unix epoch, where that is known. */
export function enginesStopped(pid: number, at: number | undefined) {
  const when = at === undefined ? '' : `, at ${new Date(at).toTimeString().slice(0, 8)}`
  return [
    `The engines stopped during the run${when}: their process ${pid} was ended.`,
    'All tests that use them fail from then on because of this.',
    "What ends it: 'npx vitest-aws-fixtures down --force', a kill, or a machine that is out of memory. Run the tests again.",
  ]
}

/** The engine still works on requests after the test that sent them. `whose` begins the sentence: `Test 'x'`. */
export const requestsNotDone = (whose: string, requests: readonly string[]) => [
  `${whose} left requests under way, and the engine has not finished them.`,
  `Last seen: ${requests.slice(0, NAMED).join(', ')}${requests.length > NAMED ? ` and ${requests.length - NAMED} more` : ''}.`,
  'Await every request before its test ends, with a timeout longer than it takes.',
]

/** Vitest has given a worker a higher number than the run was set up for. */
export const slotUnknown = (slot: number, workers: number) => [
  `Worker slot ${slot} has no namespace: this run has ${workers} of them.`,
  'Vitest numbered a worker above maxWorkers; please report this with your Vitest config.',
]
