import { expect, test } from 'vitest'
import { onwardTarget } from '../../../src/gate/relay/upstream.ts'

test.each([
  ['/a/_search?X-Amz-Signature=1', '/a/_search'],
  ['/a?b=1&X-Amz-Date=2&c=X-Amz-Date&x-amz-meta-d=3', '/a?b=1&c=X-Amz-Date'],
  ['/a?X%2DAmz-Expires=5&b=%2F', '/a?b=%2F'],
  ['/X-Amz-Signature?b=a%20X-Amz-Date', '/X-Amz-Signature?b=a%20X-Amz-Date'],
  ['/?a=b&&c', '/?a=b&&c'],
])('the target %s goes on as %s', (target, onward) => {
  expect(onwardTarget(target)).toBe(onward)
})
