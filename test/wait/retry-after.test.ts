import { expect, test } from 'vitest'
import { retryAfterMs } from '../../src/wait/retry-after.ts'

const now = Date.UTC(2026, 10, 24, 8, 15, 0)

test.for<[string, object | undefined, number | undefined]>([
  ['seconds', { 'retry-after': '7' }, 7_000],
  ['parts of a second', { 'retry-after': ' 0.5 ' }, 500],
  ['a pause of 0 s', { 'retry-after': '0' }, 0],
  ['a date', { 'retry-after': 'Tue, 24 Nov 2026 08:15:30 GMT' }, 30_000],
  ['a date that is over', { 'retry-after': 'Tue, 24 Nov 2026 08:14:30 GMT' }, 0],
  ["milliseconds in AWS's own header", { 'x-amz-retry-after': '1500' }, 1_500],
  ['the standard header where there are both', { 'retry-after': '2', 'x-amz-retry-after': '1500' }, 2_000],
  ['answer without that header', {}, undefined],
  ['answer without headers', undefined, undefined],
  ['header that cannot be read', { 'retry-after': 'soon', 'x-amz-retry-after': 'later' }, undefined],
  ['header that is empty', { 'retry-after': '' }, undefined],
  ['header with a negative number', { 'retry-after': '-5' }, undefined],
])('the Retry-After of an answer is read: %s', ([, headers, ms]) => {
  expect(retryAfterMs(headers, now)).toBe(ms)
})
