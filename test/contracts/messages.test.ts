import { expect, test } from 'vitest'
import * as messages from '../../src/contracts/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('a run says which service, engine or worker something is wrong with, and what to do', () => {
  expect(
    catalogue(messages, {
      serviceNotConfigured: [['opensearch']],
      enginesStopped: [
        [4711, new Date(2026, 2, 1, 3, 15, 48).getTime()],
        [4711, undefined],
      ],
      requestsNotDone: [
        ["Test 'films.test.ts > finds a film'", ['POST /_bulk (30 s)']],
        ['A test', ['GET /a', 'GET /b', 'GET /c', 'GET /d', 'GET /e', 'GET /f']],
      ],
      slotUnknown: [[3, 2]],
    }),
  ).toMatchInlineSnapshot(`
    "serviceNotConfigured
      This test uses opensearch, which is not configured.
      Add the key 'opensearch' to awsFixtures() in your Vitest config: awsFixtures({ opensearch: true }).

    enginesStopped
      The engines stopped during the run, at 03:15:48: their process 4711 was ended.
      All tests that use them fail from then on because of this.
      What ends it: 'npx vitest-aws-fixtures down --force', a kill, or a machine that is out of memory. Run the tests again.
      or
      The engines stopped during the run: their process 4711 was ended.
      All tests that use them fail from then on because of this.
      What ends it: 'npx vitest-aws-fixtures down --force', a kill, or a machine that is out of memory. Run the tests again.

    requestsNotDone
      Test 'films.test.ts > finds a film' left requests under way, and the engine has not finished them.
      Last seen: POST /_bulk (30 s).
      Await every request before its test ends, with a timeout longer than it takes.
      or
      A test left requests under way, and the engine has not finished them.
      Last seen: GET /a, GET /b, GET /c, GET /d, GET /e and 1 more.
      Await every request before its test ends, with a timeout longer than it takes.

    slotUnknown
      Worker slot 3 has no namespace: this run has 2 of them.
      Vitest numbered a worker above maxWorkers; please report this with your Vitest config."
  `)
})
