import { expect, test } from 'vitest'
import { Turn } from '../../src/session/turn.ts'

test('lets in one at a time, in the order in which they came', async () => {
  const turn = new Turn()
  const log: string[] = []
  const visit = async (name: string) => {
    const end = await turn.take()
    log.push(`${name} in`)
    await Promise.resolve()
    log.push(`${name} out`)
    end()
  }
  await Promise.all([visit('a'), visit('b'), visit('c')])
  expect(log).toEqual(['a in', 'a out', 'b in', 'b out', 'c in', 'c out'])
})
