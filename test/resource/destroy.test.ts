import { expect, test } from 'vitest'
import { destroy } from '../../src/resource/destroy.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { type ScriptedKind, scriptedKind } from '../support/scripted-kind.ts'

function destroying(kind: ScriptedKind, run = 's1') {
  const clock = new FakeClock()
  return clock.run(destroy({ kind, id: 'a', timeoutMs: 3_000, clock, owner: { run } }))
}

test('a destruction deletes, then polls until the resource is absent, whatever its states', async () => {
  const kind = scriptedKind(['ready', 'failed', 'stopping', undefined])
  await destroying(kind)
  expect(kind.calls).toEqual(['delete a', 'observe a', 'observe a', 'observe a', 'observe a'])
})

test('a destruction deletes a resource that is absent already, because the last poll may have been wrong', async () => {
  const kind = scriptedKind([undefined])
  await destroying(kind)
  expect(kind.calls).toEqual(['delete a', 'observe a'])
})

test('a resource that is still there at the end of its destruction has leaked', async () => {
  await expect(destroying(scriptedKind(['stopping']))).rejects.toMatchObject({
    code: 'AWS_FIXTURE_LEAKED_RESOURCE',
    resource: 'a',
    message: expect.stringMatching(/stopping, 3 s/),
    cause: { code: 'AWS_FIXTURE_WAIT_TIMEOUT', record: { seen: { stopping: 31 } } },
  })
})

test('a destruction fails with the error of the deletion or of the observation', async () => {
  await expect(destroying(scriptedKind([undefined], { delete: new Error('denied') }))).rejects.toThrow('denied')
  await expect(destroying(scriptedKind([new Error('no such socket')]))).rejects.toThrow('no such socket')
})

test('a destruction of several requests goes on as each poll allows', async () => {
  const kind = scriptedKind(['locked', 'empty', 'stopping', undefined], {}, { empty: '' })
  await destroying(kind)
  expect(kind.calls).toEqual(['delete a', 'observe a', 'observe a', 'go on deleting a', 'observe a', 'observe a'])
})

test('the error for a leaked resource says what blocked its deletion', async () => {
  const kind = scriptedKind(['locked'], {}, { locked: 'Somebody holds the key.' })
  await expect(destroying(kind)).rejects.toThrow(/locked, 3 s .* Somebody holds the key\./)
})

test('a destruction leaves alone a new resource that has taken the name', async () => {
  const looks = [
    { state: 'stopping', identity: 'first' },
    { state: 'ready', identity: 'second' },
  ]
  const kind = scriptedKind(looks, {}, { ready: '' })
  await destroying(kind)
  expect(kind.calls).toEqual(['delete a', 'observe a', 'observe a'])
})

test('a destruction still waits for a resource that no longer tells its id', async () => {
  const kind = scriptedKind([{ state: 'stopping', identity: 'first' }, 'stopping', undefined])
  await destroying(kind)
  expect(kind.calls).toEqual(['delete a', 'observe a', 'observe a', 'observe a'])
})

test('a destruction deletes a resource of its run, and leaves alone one of another run', async () => {
  const ours = scriptedKind(['ready', undefined], {}, {}, ['s1'])
  expect(await destroying(ours, 's1')).toBe(true)
  expect(ours.calls).toEqual(['owner a', 'delete a', 'observe a', 'observe a'])
  const others = scriptedKind(['ready'], {}, {}, ['s2'])
  expect(await destroying(others, 's1')).toBe(false)
  expect(others.calls).toEqual(['owner a'])
})

test('a destruction leaves alone what another run creates while it polls', async () => {
  const kind = scriptedKind(['starting'], {}, { starting: '' }, [undefined, undefined, 's2'])
  await destroying(kind, 's1')
  const look = ['observe a', 'owner a']
  expect(kind.calls).toEqual(['owner a', 'delete a', ...look, 'go on deleting a', ...look])
})

test('a destruction reads the owner again of a resource that no longer tells its id', async () => {
  const looks = [{ state: 'stopping', identity: 'first' }, 'ready']
  const kind = scriptedKind(looks, {}, { ready: '' }, ['s1', 's2'])
  await destroying(kind, 's1')
  expect(kind.calls).toEqual(['owner a', 'delete a', 'observe a', 'observe a', 'owner a'])
})
