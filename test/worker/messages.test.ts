import { expect, test } from 'vitest'
import * as messages from '../../src/worker/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const title = 'films.test.ts > finds a film'
const rejected = {
  what: 'POST /films/_search',
  status: 403,
  reason: 'The request is not signed.',
  times: 1,
}

test('workers say what has happened to which test or seed, and what to do', () => {
  expect(
    catalogue(messages, {
      setUpFailed: [['No Java from 17 to 21 was found.']],
      noPlugin: [[]],
      fileNotInNeed: [[]],
      fixtureInSuiteHook: [
        ['beforeAll', 'g'],
        ['afterAll', 'opensearch'],
        ['aroundAll', 'index'],
      ],
      clientNotTried: [['3.9.0', '4.0.0']],
      seedInsideTest: [[]],
      seedBesideTests: [[]],
      seedsAtTheSameTime: [[]],
      seedOfGraph: [["at isolation level 'partition'"], ["on target 'aws'"]],
      seedOfPluginObjects: [[]],
      seedNotAwaited: [[]],
      seedLost: [[]],
      outsideLost: [[]],
      beforeAllDataGone: [[['index vaf-3f9c2-w1-films', '2 vertices']]],
      fixtureAfterEnd: [[]],
      endedBeforeFixtures: [[title]],
      stoppedBeforeGraph: [[title]],
      endedBeforeGraph: [[title]],
      rejectedAfterEnd: [[title, 'POST /films/_doc']],
      requestCut: [[title, 'had ended', 'g.V().drop()']],
      requestsCut: [
        [title, 'was stopped', ['POST /_bulk']],
        [title, 'had ended', ['GET /a', 'GET /b', 'GET /c', 'GET /d', 'GET /e']],
      ],
      transactionsOpen: [
        [title, 1],
        [title, 2],
      ],
      sessionsOpen: [[`Test '${title}'`, ['session 4f0e (2 s)']]],
      requestsEnded: [['A test', ['POST /_reindex (2 s)']]],
      stillChanging: [[20]],
      gateFailed: [['https://127.0.0.1:9201', 'PUT /_aws_fixtures/kept/1', '507 No space is left.']],
      waitingForGraph: [[60, 'process 4711 on build-1']],
      graphLeaseLost: [['Another process has taken it over.']],
      waitedForGraph: [
        [{ waitedMs: 4_200, isAcquired: true, behind: ['file > a'] }],
        [{ waitedMs: 5_200, isAcquired: false, behind: ['file > a', 'file > b', 'c', 'd'] }],
      ],
      requestsRejected: [
        ['during this test', { count: 1, requests: [rejected], more: 0 }],
        [
          'outside of any test of this file',
          { count: 9, requests: [{ ...rejected, times: 3, others: ['"a"', '"b"'] }], more: 6 },
        ],
      ],
    }),
  ).toMatchInlineSnapshot(`
    "setUpFailed
      vitest-aws-fixtures could not be set up for this run.
      No Java from 17 to 21 was found.

    noPlugin
      A fixture of vitest-aws-fixtures was used in a project without the plugin.
      Add it to this project's Vitest config: plugins: [awsFixtures({ opensearch: true })].

    fileNotInNeed
      A fixture of vitest-aws-fixtures was used in a test file that was not found to need the services.
      The file has no import that leads to vitest-aws-fixtures/fixtures, and the option include does not match it.
      Name all files that need them in your Vitest config: awsFixtures({ include: ['test/search/**'] }).

    fixtureInSuiteHook
      beforeAll() cannot have the fixture 'g', which belongs to a test; beforeAll() runs once for all tests around it.
      Make the data in seed(async ({ … }) => { … }), and each test finds it as it was made; or in beforeEach().
      All of these come from 'vitest-aws-fixtures/fixtures'.
      or
      afterAll() cannot have the fixture 'opensearch', which belongs to a test; afterAll() runs once for all tests around it.
      Check it in afterEach(); what tests have made is gone when afterAll() runs.
      All of these come from 'vitest-aws-fixtures/fixtures'.
      or
      aroundAll() cannot have the fixture 'index', which belongs to a test; aroundAll() runs once for all tests around it.
      Make the data in seed(async ({ … }) => { … }), and each test finds it as it was made; or use aroundEach().
      All of these come from 'vitest-aws-fixtures/fixtures'.

    clientNotTried
      The fixture 'opensearch' is a client of @opensearch-project/opensearch 3.9.0, which this package depends on. The project has version 4.0.0, which this package was not tried with. So the project's error classes do not match the errors of this client.

    seedInsideTest
      seed() was called inside a test.
      Call it at the top of the file, or in a describe; in a test, use the fixtures of the test.

    seedBesideTests
      seed() cannot run while tests of its file do.
      A describe that runs beside others (concurrent) has a seed() of its own.
      Put seed() at the top of the file, or let the describe run by itself.

    seedsAtTheSameTime
      Two functions that seed a file ran at the same time.
      Either the option sequence.hooks is 'parallel', or one of them was not awaited.
      Put all of it into one seed().

    seedOfGraph
      seed() cannot write to the graph at isolation level 'partition': nothing would restore what it writes between tests.
      Put the data into the dataset (the option 'neptune.dataset'), or write it in beforeEach().
      or
      seed() cannot write to the graph on target 'aws': nothing would restore what it writes between tests.
      Put the data into the dataset (the option 'neptune.dataset'), or write it in beforeEach().

    seedOfPluginObjects
      seed() has made objects of an OpenSearch plugin, such as a model or a policy: they cannot be restored between tests.
      Make them in beforeEach(), where each test gets its own.

    seedNotAwaited
      seed() did not await all that it began.
      Await every request, and close every transaction.

    seedLost
      What seed() had made for this file is lost: its engine has ended, and another took its place.
      Run the file again.

    outsideLost
      What beforeAll, or other code outside of tests, had made for this file is lost: its engine has ended, and another took its place.
      Run the file again.

    beforeAllDataGone
      What beforeAll made is gone after the first test: index vaf-3f9c2-w1-films, 2 vertices. Make it in seed() of vitest-aws-fixtures/fixtures, and each test of the file finds it as it was made.

    fixtureAfterEnd
      A fixture of vitest-aws-fixtures was used after its test had ended.
      Await everything that the test starts before it ends.

    endedBeforeFixtures
      Test 'films.test.ts > finds a film' had ended before its fixtures were set up.

    stoppedBeforeGraph
      Test 'films.test.ts > finds a film' was stopped while it waited for the graph.

    endedBeforeGraph
      Test 'films.test.ts > finds a film' had ended before it could use the graph.

    rejectedAfterEnd
      Test 'films.test.ts > finds a film' had ended; POST /films/_doc was rejected.
      Nothing was sent.
      Await every request before the test ends.

    requestCut
      Test 'films.test.ts > finds a film' had ended before there was an answer to g.V().drop().
      The request was cut.
      Await every request before the test ends.

    requestsCut
      Test 'films.test.ts > finds a film' was stopped before there was an answer to POST /_bulk. It was cut. Await every request before the test ends.
      or
      Test 'films.test.ts > finds a film' had ended before there was an answer to GET /a, GET /b, GET /c and 2 more. They were cut. Await every request before the test ends.

    transactionsOpen
      Test 'films.test.ts > finds a film' left 1 transaction open, and what was not committed is rolled back. Commit or roll back every transaction before the test ends.
      or
      Test 'films.test.ts > finds a film' left 2 transactions open, and what was not committed is rolled back. Commit or roll back every transaction before the test ends.

    sessionsOpen
      Test 'films.test.ts > finds a film' left Gremlin sessions open, and what they had not committed is rolled back: session 4f0e (2 s). Commit or roll back every transaction before its test ends. A transaction that is opened in beforeAll ends with the first test: open it in beforeEach.

    requestsEnded
      A test did not await these requests, and the gate ended them: POST /_reindex (2 s). Await every request before its test ends.

    stillChanging
      Requests that a test did not await still change its namespace.
      After 20 attempts to empty it, a request is still under way.
      Await every request of a test, and close its transactions, before it ends.

    gateFailed
      The gate at https://127.0.0.1:9201 did not do what a worker asked of it: PUT /_aws_fixtures/kept/1
      Its answer: 507 No space is left.

    waitingForGraph
      waiting for the graph for 60 s: process 4711 on build-1 has it until its test file ends

    graphLeaseLost
      This worker has lost its lease of the graph, and another worker may be using it.
      Last seen: Another process has taken it over.
      A test that blocks its thread for many seconds looks dead to other workers: let it await something now and then.

    waitedForGraph
      vitest-aws-fixtures: this test waited 4.2 s of its time for its turn on the graph. Before it in the queue: "file > a".
      Tests of one file that run at the same time take turns on the graph at isolation level 'exclusive'. Give them a longer timeout, run them one after the other (without test.concurrent), or set isolation: 'partition'.
      or
      vitest-aws-fixtures: this test waited 5.2 s of its time for its turn on the graph, and did not get it. Before it in the queue: "file > a", "file > b", "c", 1 more.
      Tests of one file that run at the same time take turns on the graph at isolation level 'exclusive'. Give them a longer timeout, run them one after the other (without test.concurrent), or set isolation: 'partition'.

    requestsRejected
      vitest-aws-fixtures: the gate rejected 1 request during this test:
      - POST /films/_search, 403: The request is not signed.
      or
      vitest-aws-fixtures: the gate rejected 9 requests outside of any test of this file:
      - POST /films/_search, 403 (3 times): The request is not signed. It may be of another test that ran at the time: "a", "b".
      - and 6 more"
  `)
})
