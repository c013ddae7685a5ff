import { expect, test } from 'vitest'
import { assertNothingTagged } from '../../../src/run/aws/control.ts'
import { sharedKind } from '../../support/shared-kind.ts'

const of = (run: string) => ({ owners: [{ run }] })

test('is content where only others have made what is there', async () => {
  await expect(assertNothingTagged('s1', [sharedKind({ 'toy-1': of('s2') })])).resolves.toBeUndefined()
})

test('names all that carries the tag, of every kind, and how each is deleted', async () => {
  const kinds = [
    sharedKind({ 'toy-1': of('s1'), 'toy-2': of('s2'), 'toy-3': of('s1') }),
    sharedKind({ 'game-1': of('s1') }, { name: 'Game', removal: (id) => [`games end ${id}`] }),
  ]
  await expect(assertNothingTagged('s1', kinds)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_LEAKED_RESOURCE',
    message: [
      'Still there, by its tag made by run s1:',
      '- Toy engine toy-1: toys stop toy-1 && toys delete toy-1',
      '- Toy engine toy-3: toys stop toy-3 && toys delete toy-3',
      '- Game game-1: games end game-1',
    ].join('\n'),
  })
})

test('fails where it cannot look', async () => {
  const down = new Error('Nobody answers.')
  const kind = sharedKind({}, { listOwned: () => Promise.reject(down) })
  await expect(assertNothingTagged('s1', [kind])).rejects.toBe(down)
})
