import { expect, test } from 'vitest'
import { readResponseHead } from '../../../src/gate/gremlin/gremlin-response.ts'

const id = '41d2e28a-20a4-4ab0-b379-d810dede3786'

test.for(['short', 'x'.repeat(100_000), `"code":200 ${'\\"'.repeat(50_000)}`, `${'y'.repeat(9_000)}\\`])(
  'the status of an error is read however long its message is (%#)',
  (text) => {
    const answer = { requestId: id, status: { message: text, code: 598, attributes: {} }, result: { data: null } }
    expect(readResponseHead(Buffer.from(JSON.stringify(answer)))).toMatchObject({
      requestId: id.replaceAll('-', ''),
      code: 598,
      isPartial: false,
      isBinary: false,
    })
  },
)

test('the head of an answer whose status message never ends is not read', () => {
  expect(
    readResponseHead(Buffer.from(`{"requestId":"${id}","status":{"message":"${'z'.repeat(9_000)}`)),
  ).toBeUndefined()
})
