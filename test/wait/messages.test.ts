import { expect, test } from 'vitest'
import * as messages from '../../src/wait/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test("the error of a wait names the unexpected state, the service's reason, and what to do", () => {
  const domain = { what: 'OpenSearch domain vaf-3f9c2-opensearch', target: 'active' }
  expect(
    catalogue(messages, {
      unexpectedState: [
        [{ ...domain, state: 'failed', detail: 'ValidationFailed: the subnet has no free addresses.' }],
        [{ ...domain, state: 'absent', thereForMs: 41_000 }],
        [{ ...domain, state: 'deleting', wayOut: 'Run again once it is deleted.' }],
      ],
    }),
  ).toMatchInlineSnapshot(`
    "unexpectedState
      OpenSearch domain vaf-3f9c2-opensearch is failed, but was expected to become active.
      ValidationFailed: the subnet has no free addresses.
      or
      OpenSearch domain vaf-3f9c2-opensearch is absent, but was expected to become active.
      It disappeared after 41000 ms.
      or
      OpenSearch domain vaf-3f9c2-opensearch is deleting, but was expected to become active.
      Run again once it is deleted."
  `)
})
