/** The wording of workers: errors of fixtures and seeds, warnings, and what is appended to the failure of a test. */

import { counted } from '../base/counted.ts'
import { duration } from '../base/duration.ts'
import { quoteTestName } from '../base/plain-text.ts'

/** How many things are named one by one. */
const NAMED = 3

const AWAIT_ALL = 'Await every request before the test ends.'

/** The first names, and how many more there are. */
function named(names: readonly string[], more: string): string {
  const rest = names.length - NAMED
  return names.slice(0, NAMED).join(', ') + (rest > 0 ? `${more}${rest} more` : '')
}

// Before the first test

/** The run's set-up has failed, and so does every file that needs the services; `reason` is the error of the set-up. */
export const setUpFailed = (reason: string) => ['vitest-aws-fixtures could not be set up for this run.', reason]

/** A fixture was used in a project whose config lacks the plugin. */
export const noPlugin = () => [
  'A fixture of vitest-aws-fixtures was used in a project without the plugin.',
  "Add it to this project's Vitest config: plugins: [awsFixtures({ opensearch: true })].",
]

/** A fixture was used in a file for which no service was started. */
export const fileNotInNeed = () => [
  'A fixture of vitest-aws-fixtures was used in a test file that was not found to need the services.',
  'The file has no import that leads to vitest-aws-fixtures/fixtures, and the option include does not match it.',
  "Name all files that need them in your Vitest config: awsFixtures({ include: ['test/search/**'] }).",
]

/** What to do instead of asking for a fixture in a hook that runs once for a file or describe. */
const insteadOf = {
  beforeAll:
    'Make the data in seed(async ({ … }) => { … }), and each test finds it as it was made; or in beforeEach().',
  afterAll: 'Check it in afterEach(); what tests have made is gone when afterAll() runs.',
  aroundAll:
    'Make the data in seed(async ({ … }) => { … }), and each test finds it as it was made; or use aroundEach().',
} as const

/** A hook that runs once for a file asks for a fixture of a test. */
export const fixtureInSuiteHook = (hook: keyof typeof insteadOf, fixture: string) => [
  `${hook}() cannot have the fixture '${fixture}', which belongs to a test; ${hook}() runs once for all tests around it.`,
  insteadOf[hook],
  "All of these come from 'vitest-aws-fixtures/fixtures'.",
]

/** Once a run, where the project has a version of the OpenSearch client that was not tested. */
export const clientNotTried = (ours: string, projects: string) =>
  `The fixture 'opensearch' is a client of @opensearch-project/opensearch ${ours}, which this package depends on. The project has version ${projects}, which this package was not tried with. So the project's error classes do not match the errors of this client.`

// Seeds

/** `seed` was called inside a test. */
export const seedInsideTest = () => [
  'seed() was called inside a test.',
  'Call it at the top of the file, or in a describe; in a test, use the fixtures of the test.',
]

/** A concurrent `describe` has a `seed` of its own, but tests of the file run already. */
export const seedBesideTests = () => [
  'seed() cannot run while tests of its file do.',
  'A describe that runs beside others (concurrent) has a seed() of its own.',
  'Put seed() at the top of the file, or let the describe run by itself.',
]

/** Two functions that seed a file run at the same time. */
export const seedsAtTheSameTime = () => [
  'Two functions that seed a file ran at the same time.',
  "Either the option sequence.hooks is 'parallel', or one of them was not awaited.",
  'Put all of it into one seed().',
]

/** A seed writes to a graph that nothing would restore between tests; `where` says which. */
export const seedOfGraph = (where: string) => [
  `seed() cannot write to the graph ${where}: nothing would restore what it writes between tests.`,
  "Put the data into the dataset (the option 'neptune.dataset'), or write it in beforeEach().",
]

/** A seed has made objects of OpenSearch's plugins. */
export const seedOfPluginObjects = () => [
  'seed() has made objects of an OpenSearch plugin, such as a model or a policy: they cannot be restored between tests.',
  'Make them in beforeEach(), where each test gets its own.',
]

/** A seed has ended before its requests or transactions. */
export const seedNotAwaited = () => [
  'seed() did not await all that it began.',
  'Await every request, and close every transaction.',
]

/** The engine that held the data of a seed was replaced. */
export const seedLost = () => [
  'What seed() had made for this file is lost: its engine has ended, and another took its place.',
  'Run the file again.',
]

/** Once a file: `beforeAll` has made things without `seed`, and the first test's end has removed them. */
export const beforeAllDataGone = (made: readonly string[]) =>
  `What beforeAll made is gone after the first test: ${made.join(', ')}. Make it in seed() of vitest-aws-fixtures/fixtures, and each test of the file finds it as it was made.`

/** The engine that held what code outside of tests had made was replaced. */
export const outsideLost = () => [
  'What beforeAll, or other code outside of tests, had made for this file is lost: its engine has ended, and another took its place.',
  'Run the file again.',
]

// While tests run

/** Code that has outlived its test uses a fixture. */
export const fixtureAfterEnd = () => [
  'A fixture of vitest-aws-fixtures was used after its test had ended.',
  'Await everything that the test starts before it ends.',
]

/** Vitest sets up a fixture for a test that is over already. */
export const endedBeforeFixtures = (test: string) => `Test '${test}' had ended before its fixtures were set up.`

/** A test timed out while it waited for the graph. */
export const stoppedBeforeGraph = (test: string) => `Test '${test}' was stopped while it waited for the graph.`

/** A test has ended while it waited for the graph. */
export const endedBeforeGraph = (test: string) => `Test '${test}' had ended before it could use the graph.`

/** A client of an ended test gets a request. */
export const rejectedAfterEnd = (test: string, what: string) => [
  `Test '${test}' had ended; ${what} was rejected.`,
  'Nothing was sent.',
  AWAIT_ALL,
]

/** The error for a request without an answer when its test ends or is stopped. */
export const requestCut = (test: string, how: 'was stopped' | 'had ended', what: string) => [
  `Test '${test}' ${how} before there was an answer to ${what}.`,
  'The request was cut.',
  AWAIT_ALL,
]

/** A warning: requests were cut at the end of a test, or when it was stopped. */
export const requestsCut = (test: string, how: 'was stopped' | 'had ended', all: readonly string[]) =>
  `Test '${test}' ${how} before there was an answer to ${named(all, ' and ')}. ${all.length === 1 ? 'It was' : 'They were'} cut. ${AWAIT_ALL}`

/** A warning: a test's own connection had transactions open at its end. */
export const transactionsOpen = (test: string, count: number) =>
  `Test '${test}' left ${counted(count, 'transaction')} open, and what was not committed is rolled back. Commit or roll back every transaction before the test ends.`

/** A warning: the gate has found open Gremlin sessions; `test` begins the sentence. */
export const sessionsOpen = (test: string, sessions: readonly string[]) =>
  `${test} left Gremlin sessions open, and what they had not committed is rolled back: ${sessions.join(', ')}. Commit or roll back every transaction before its test ends. A transaction that is opened in beforeAll ends with the first test: open it in beforeEach.`

/** A warning: the gate has ended requests of the user's own clients; `test` begins the sentence. */
export const requestsEnded = (test: string, requests: readonly string[]) =>
  `${test} did not await these requests, and the gate ended them: ${requests.join(', ')}. Await every request before its test ends.`

/** Requests of an ended test keep changing its namespace after it was emptied. */
export const stillChanging = (attempts: number) => [
  'Requests that a test did not await still change its namespace.',
  `After ${counted(attempts, 'attempt')} to empty it, a request is still under way.`,
  'Await every request of a test, and close its transactions, before it ends.',
]

/** The gate has answered a worker's own question with an error. */
export const gateFailed = (url: string, asked: string, answer: string) => [
  `The gate at ${url} did not do what a worker asked of it: ${asked}`,
  `Its answer: ${answer}`,
]

// The graph that workers, or concurrent tests, share

/** Every 30 seconds, while another worker has the graph; `owner` is its process. */
export const waitingForGraph = (seconds: number, owner: string) =>
  `waiting for the graph for ${seconds} s: ${owner} has it until its test file ends`

/** Another worker has taken the graph, because this one seemed to be dead. */
export const graphLeaseLost = (lastSeen: string) => [
  'This worker has lost its lease of the graph, and another worker may be using it.',
  `Last seen: ${lastSeen}`,
  'A test that blocks its thread for many seconds looks dead to other workers: let it await something now and then.',
]

/** With the failure of a test that was stopped, where it had waited for concurrent tests. */
export function waitedForGraph({ waitedMs, isAcquired, behind }: GraphWait): string {
  return [
    `vitest-aws-fixtures: this test waited ${duration(waitedMs)} of its time for its turn on the graph${isAcquired ? '' : ', and did not get it'}. Before it in the queue: ${named(behind.map(quoteTestName), ', ')}.`,
    "Tests of one file that run at the same time take turns on the graph at isolation level 'exclusive'. Give them a longer timeout, run them one after the other (without test.concurrent), or set isolation: 'partition'.",
  ].join('\n')
}

interface GraphWait {
  readonly waitedMs: number
  readonly isAcquired: boolean
  /** The names of the tests that were in the queue before. */
  readonly behind: readonly string[]
}

// What the gates have rejected

/** With the failure of a test, or of a file's hooks: the requests that the gates rejected meanwhile. */
export function requestsRejected(
  when: 'during this test' | 'outside of any test of this file',
  rejected: RejectedThen,
) {
  const { count, requests, more } = rejected
  return [
    `vitest-aws-fixtures: the gate rejected ${counted(count, 'request')} ${when}:`,
    ...requests.map(rejectedRequest),
    ...(more > 0 ? [`- and ${more} more`] : []),
  ].join('\n')
}

interface RejectedThen {
  readonly count: number
  readonly requests: readonly RejectedRequest[]
  /** How many requests are not described one by one. */
  readonly more: number
}

interface RejectedRequest {
  readonly what: string
  readonly status: number
  readonly reason: string
  readonly times: number
  /** The tests that ran at the same time, as they can be printed. */
  readonly others?: readonly string[]
}

function rejectedRequest({ what, status, reason, times, others = [] }: RejectedRequest): string {
  const often = times > 1 ? ` (${times} times)` : ''
  const whose = others.length > 0 ? ` It may be of another test that ran at the time: ${others.join(', ')}.` : ''
  return `- ${what}, ${status}${often}: ${reason}${whose}`
}
