import { expect, test } from 'vitest'
import * as messages from '../../src/resource/messages.ts'
import type { Observation } from '../../src/resource/resource.ts'
import type { Stop } from '../../src/resource/stop.ts'
import { sharedKind } from '../support/shared-kind.ts'
import { obtaining, ours } from './obtaining.ts'

/** How a toy is stopped once it is ready; `asked` has the requests. */
function stopping(obstacle?: string): Stop<Observation> & { readonly asked: string[] } {
  const asked: string[] = []
  return {
    target: 'stopped',
    asked,
    async ask(id, { state }) {
      asked.push(`${id} ${state}`)
      return state === 'ready' ? obstacle : undefined
    },
  }
}

test('a resource that is kept is stopped first, where the options ask for that', async () => {
  const looks = [undefined, 'ready', 'ready', 'starting', 'stopped']
  const kind = sharedKind({ 'toy-1': { looks, owners: [ours] } })
  const stop = stopping()
  const toy = obtaining(kind, { reuse: true, stop })
  await toy.obtained()
  await toy.cleanUp()
  expect(stop.asked).toEqual(['toy-1 ready', 'toy-1 starting', 'toy-1 stopped'])
  expect(toy.states().at(-1)).toBe('toy-1 kept')
  expect(toy.kept()).toEqual(['Toy engine toy-1, stopped for the next run'])
})

test('a resource that goes on running is reported as kept for the next run', async () => {
  const toy = obtaining(sharedKind({ 'toy-1': { looks: [undefined, 'ready'], owners: [ours] } }), { reuse: true })
  await toy.obtained()
  await toy.cleanUp()
  expect(toy.kept()).toEqual(['Toy engine toy-1, for the next run'])
})

test('a resource that cannot be stopped fails the cleanup, with what blocks it and what it costs', async () => {
  const kind = sharedKind({ 'toy-1': { looks: [undefined, 'ready'], owners: [ours] } })
  const toy = obtaining(kind, { reuse: true, stop: stopping('Somebody plays with it.') })
  await toy.obtained()
  const failure = await toy.cleanUp().catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code: 'AWS_FIXTURE_CLEANUP',
    message: [
      'The cleanup could not be proved: 1 of its steps failed.',
      '- Toy engine toy-1: Toy engine toy-1 did not become stopped within 3.0 s.',
      '  Last state: ready. Seen in 31 polls: ready x31.',
      '  Somebody plays with it.',
      `  ${messages.stillRunning('toys stop toy-1 && toys delete toy-1')}`,
    ].join('\n'),
  })
  expect(toy.states().at(-1)).toBe('toy-1 ready')
})
