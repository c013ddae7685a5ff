import { expect, test } from 'vitest'
import { jarSource } from '../../src/engines/jar-source.ts'

test('engines with different heaps cannot replace each other', () => {
  const keyWith = (heapMb: number) =>
    jarSource('opensearch', { version: '2.19.1', java: '/java', classPath: ['/a.jar'] }, heapMb).key
  expect(keyWith(512)).toBe(keyWith(512))
  expect(keyWith(1_024)).not.toBe(keyWith(512))
})
