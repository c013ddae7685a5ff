import { expect, test } from 'vitest'
import { assertNothingTagged } from '../../../src/run/aws/control.ts'
import * as messages from '../../../src/run/aws/messages.ts'
import { sharedKind } from '../../support/shared-kind.ts'

const of = (run: string) => ({ owners: [{ run }] })

test('the check by tag accepts resources of other runs', async () => {
  await expect(assertNothingTagged('s1', [sharedKind({ 'toy-1': of('s2') })])).resolves.toBeUndefined()
})

test('the check by tag fails for resources of this run, and names each of every kind with its removal', async () => {
  const kinds = [
    sharedKind({ 'toy-1': of('s1'), 'toy-2': of('s2'), 'toy-3': of('s1') }),
    sharedKind({ 'game-1': of('s1') }, { name: 'Game', removal: (id) => [`games end ${id}`] }),
  ]
  await expect(assertNothingTagged('s1', kinds)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_LEAKED_RESOURCE',
    message: messages
      .stillTagged('s1', [
        { name: 'Toy engine toy-1', byHand: 'toys stop toy-1 && toys delete toy-1' },
        { name: 'Toy engine toy-3', byHand: 'toys stop toy-3 && toys delete toy-3' },
        { name: 'Game game-1', byHand: 'games end game-1' },
      ])
      .join('\n'),
  })
})

test('the check by tag fails where the resources cannot be listed', async () => {
  const down = new Error('Nobody answers.')
  const kind = sharedKind({}, { listOwned: () => Promise.reject(down) })
  await expect(assertNothingTagged('s1', [kind])).rejects.toBe(down)
})
