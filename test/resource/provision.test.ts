import { expect, test } from 'vitest'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import { provision } from '../../src/resource/provision.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { type ScriptedKind, scriptedKind } from '../support/scripted-kind.ts'

function provisioning(kind: ScriptedKind, signal = new AbortController().signal) {
  const clock = new FakeClock()
  const cleanup = new CleanupStack()
  const options = { id: 'a', spec: { size: 1 }, tags: { run: 's1' }, timeoutMs: 1_000, destroyTimeoutMs: 3_000 }
  return { clock, cleanup, work: provision({ ...options, kind, cleanup, clock, signal }) }
}

test('a provision observes first, creates with tags, and returns what it saw when the resource was ready', async () => {
  const ready = { state: 'ready', detail: 'on port 9200' }
  const kind = scriptedKind([undefined, 'starting', ready])
  const { clock, work } = provisioning(kind)
  expect(await clock.run(work)).toBe(ready)
  expect(kind.calls).toEqual(['observe a', 'create a {"size":1} for s1', 'observe a', 'observe a'])
})

test('a provision of several requests goes on creating as each poll allows', async () => {
  const kind = scriptedKind([undefined, 'starting', 'half', 'half', 'ready'], {}, { half: 'It lacks a wheel.' })
  kind.pending = ['starting', 'half']
  const { clock, work } = provisioning(kind)
  await clock.run(work)
  const more = 'go on creating a {"size":1} for s1'
  expect(kind.calls.slice(2)).toEqual(['observe a', 'observe a', more, 'observe a', more, 'observe a'])
})

test('a provision registers its undo before it creates, and the undo deletes until the resource is absent', async () => {
  const kind = scriptedKind([undefined, 'ready', 'stopping', 'stopping', undefined])
  const { clock, cleanup, work } = provisioning(kind)
  await clock.run(work)
  expect(cleanup.remaining).toEqual(['Toy engine a'])
  await clock.run(cleanup.run())
  expect(kind.calls.slice(3)).toEqual(['delete a', 'observe a', 'observe a', 'observe a'])
})

test('the undo of a provision deletes what a failed create may have left', async () => {
  const kind = scriptedKind([undefined], { create: new Error('no space left') })
  const { clock, cleanup, work } = provisioning(kind)
  await expect(clock.run(work)).rejects.toThrow('no space left')
  await clock.run(cleanup.run())
  expect(kind.calls).toEqual(['observe a', 'create a {"size":1} for s1', 'delete a', 'observe a'])
})

test('the undo of a provision deletes a resource that never became ready', async () => {
  const kind = scriptedKind([undefined, { state: 'failed', detail: 'It ended by exit code 1.' }, undefined])
  const { clock, cleanup, work } = provisioning(kind)
  await expect(clock.run(work)).rejects.toMatchObject({ code: 'AWS_FIXTURE_UNEXPECTED_STATE', state: 'failed' })
  await clock.run(cleanup.run())
  expect(kind.calls.at(-2)).toBe('delete a')
})

test('the undo of a provision leaves alone a resource that another run has made first', async () => {
  const taken = new Error('It belongs to run s2.')
  const kind = scriptedKind([undefined, 'ready'], { create: taken }, undefined, ['s2'])
  const { clock, cleanup, work } = provisioning(kind)
  await expect(clock.run(work)).rejects.toBe(taken)
  await clock.run(cleanup.run())
  expect(kind.calls.slice(2)).toEqual(['owner a'])
})

test('a provision neither creates nor deletes a resource that exists already', async () => {
  const kind = scriptedKind(['ready'])
  const { clock, cleanup, work } = provisioning(kind)
  await expect(clock.run(work)).rejects.toMatchObject({
    code: 'AWS_FIXTURE_PROVISION',
    resource: 'a',
    message: expect.stringContaining('ready'),
  })
  expect(cleanup.remaining).toEqual([])
  expect(kind.calls).toEqual(['observe a'])
})

test('a provision creates nothing after the cleanup has ended', async () => {
  const kind = scriptedKind([undefined])
  const { clock, cleanup, work } = provisioning(kind)
  await cleanup.run()
  await expect(clock.run(work)).rejects.toMatchObject({ code: 'AWS_FIXTURE_PROVISION', resource: 'Toy engine a' })
  expect(kind.calls).toEqual(['observe a'])
})

test('an abort ends the wait of a provision, and its undo still deletes the resource', async () => {
  const abort = new AbortController()
  const kind = scriptedKind([undefined, 'starting', 'starting', undefined])
  const { clock, cleanup, work } = provisioning(kind, abort.signal)
  await clock.advance(150)
  abort.abort(new Error('Interrupted by SIGINT.'))
  await expect(work).rejects.toThrow('Interrupted by SIGINT.')
  await clock.run(cleanup.run())
  expect(kind.calls.at(-1)).toBe('observe a')
  expect(kind.calls).toContain('delete a')
})
