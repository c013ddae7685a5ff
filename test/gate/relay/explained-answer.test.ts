import { expect, test } from 'vitest'
import { explainedAnswer, followedBy } from '../../../src/gate/relay/engine-shortage.ts'

test.each([
  ['an object', { error: { type: 'x', reason: 'It failed' } }, { error: { type: 'x', reason: 'It failed. Why' } }],
  // As it is without details, and as plugins have it.
  ['a text', { error: 'It failed', status: 500 }, { error: 'It failed. Why', status: 500 }],
  ['nothing', {}, { error: { reason: 'Why' } }],
])('the explanation of an answer stands beside the reason where the error is %s', (_, said, explained) => {
  expect(JSON.parse(explainedAnswer(500, JSON.stringify(said), followedBy('Why')).body)).toEqual(explained)
})

test.each(['', 'null', '{"error":{"reason":"It f'])('an answer that is not whole is quoted: %s', (body) => {
  const { error } = JSON.parse(explainedAnswer(503, body, followedBy('Why')).body)
  expect(error.reason).toBe([body, 'Why'].filter(Boolean).join('. '))
})
