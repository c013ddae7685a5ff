import { expect, test } from 'vitest'
import { assertFits } from '../../src/prepare/seed-graph.ts'

test('a graph that the heap cannot hold fails with both sizes, and one that has been seen to fit does not', () => {
  const large = { vertexCount: 8_440_000, edgeCount: 18_880_000, valueCount: 35_760_000, textLength: 0 }
  expect(() => assertFits('towns', large, 512)).toThrow(
    [
      'The graph of dataset towns is too large for its engine.',
      'Last seen: 8,440,000 vertices, 18,880,000 edges and 35,760,000 properties take 24,064 MiB at least; its heap has 512 MiB.',
      "Use a smaller graph, or a larger 'neptune.heapMb'.",
    ].join('\n'),
  )
  assertFits('towns', { vertexCount: 50_000, edgeCount: 100_000, valueCount: 200_000, textLength: 4_000_000 }, 512)
})
