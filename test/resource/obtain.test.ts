import { describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/errors/errors.ts'
import * as messages from '../../src/resource/messages.ts'
import { isReady } from '../../src/resource/obtain.ts'
import { nameInUse, sharedKind, unreachable } from '../support/shared-kind.ts'
import { obtaining, ours } from './obtaining.ts'

const others = { run: 's2', fingerprint: 'f2' }
const same = { run: 's2', fingerprint: 'f1' }
const lines = (...each: readonly (string | undefined)[]) => each.filter((line) => line !== undefined).join('\n')
const toyOne = { name: 'Toy engine toy-1', byHand: 'toys stop toy-1 && toys delete toy-1' }

describe('obtain and isReady tell whether a resource was ready at the first observation', () => {
  test.for<[string, boolean, Parameters<typeof sharedKind>[0][string]]>([
    ['a resource that is ready', true, { looks: ['ready'], owners: [same] }],
    ['a resource that another run is still creating', false, { looks: ['starting', 'ready'], owners: [same] }],
    ['a resource that the run creates itself', false, { looks: [undefined, 'ready'], owners: [ours] }],
  ])('%s was ready: %s', async ([, wasReady, script]) => {
    expect(await obtaining(sharedKind({ 'toy-1': script }), { reuse: true }).obtained()).toMatchObject({ wasReady })
    const kind = sharedKind({ 'toy-1': { looks: ['going'] }, 'toy-2': script })
    const asked = { kind, name: (generation: number) => `toy-${generation}`, signal: new AbortController().signal }
    expect(await isReady(asked)).toBe(wasReady)
    expect(kind.calls).toEqual(['observe toy-1', 'observe toy-2'])
  })

  test('a resource behind nine that are being deleted was not ready', async () => {
    const going = Array.from({ length: 9 }, (_, at) => [`toy-${at + 1}`, { looks: ['going'] }])
    const kind = sharedKind(Object.fromEntries(going))
    const asked = { kind, name: (generation: number) => `toy-${generation}`, signal: new AbortController().signal }
    expect(await isReady(asked)).toBe(false)
  })
})

describe('obtain creates a resource', () => {
  test('when nothing has its name, and the cleanup deletes it', async () => {
    const kind = sharedKind({
      'toy-1': { looks: [undefined, 'starting', 'ready', 'ready', undefined], owners: [ours] },
    })
    const toy = obtaining(kind)
    expect(await toy.obtained()).toMatchObject({ id: 'toy-1', seen: { state: 'ready' }, isNew: true, elapsedMs: 100 })
    await toy.cleanUp()
    expect(toy.noted).toEqual([
      'toy-1 creating after 1 calls',
      'toy-1 created after 2 calls',
      'toy-1 ready after 5 calls',
      'toy-1 deleting after 5 calls',
      'toy-1 gone after 9 calls',
    ])
    expect(kind.calls.filter((call) => !call.startsWith('observe'))).toEqual([
      'create toy-1 for s1',
      'owner toy-1',
      'owner toy-1',
      'delete toy-1',
    ])
    expect(toy.told()).toEqual(['Toy engine toy-1: created', 'Toy engine toy-1: deleted'])
  })

  test('in the next generation, beside one that is being deleted', async () => {
    const kind = sharedKind({ 'toy-1': { looks: ['going'] }, 'toy-2': { looks: [undefined, 'ready'], owners: [ours] } })
    const toy = obtaining(kind)
    expect(await toy.obtained()).toMatchObject({ id: 'toy-2', isNew: true })
    expect(kind.calls.slice(0, 3)).toEqual(['observe toy-1', 'observe toy-2', 'create toy-2 for s1'])
  })

  test('in the next generation, when only the create request shows that the first is being deleted', async () => {
    const kind = sharedKind({
      'toy-1': { create: nameInUse },
      'toy-2': { looks: [undefined, 'ready', undefined], owners: [ours] },
    })
    const toy = obtaining(kind)
    expect(await toy.obtained()).toMatchObject({ id: 'toy-2' })
    await toy.cleanUp()
    expect(kind.calls).not.toContain('delete toy-1')
    expect(toy.states()).toEqual([
      ...['toy-1 creating', 'toy-1 gone'],
      ...['toy-2 creating', 'toy-2 created', 'toy-2 ready', 'toy-2 deleting', 'toy-2 gone'],
    ])
  })

  test('in the ninth generation at most', async () => {
    const going = Array.from({ length: 12 }, (_, at) => [`toy-${at + 1}`, { looks: ['going'] }])
    const kind = sharedKind(Object.fromEntries(going))
    expect(await obtaining(kind).failure()).toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message: lines(...messages.allNamesTaken('Toy engine', { first: 'toy-1', last: 'toy-9', count: 9 })),
    })
    expect(kind.calls).toHaveLength(9)
  })

  test('only when a creation is allowed', async () => {
    const refusal = new ConfigError('Not in this account.')
    const toy = obtaining(sharedKind({}), {
      assertMayCreate: () => {
        throw refusal
      },
    })
    expect(await toy.failure()).toBe(refusal)
    expect(toy.states()).toEqual([])
    expect(toy.cleanup.remaining).toEqual([])
  })

  test('after observations that failed with a temporary error', async () => {
    const kind = sharedKind({ 'toy-1': { looks: [unreachable, undefined, unreachable, 'ready'], owners: [ours] } })
    expect(await obtaining(kind).obtained()).toMatchObject({ id: 'toy-1' })
  })

  test('whose tags become visible later', async () => {
    const owners = [undefined, unreachable, ours]
    const kind = sharedKind({ 'toy-1': { looks: [undefined, 'ready'], owners } }, { visibleWithinMs: 1_000 })
    expect(await obtaining(kind).obtained()).toMatchObject({ id: 'toy-1' })
  })

  test('and removes it when its tags never become visible, because it may exist', async () => {
    const kind = sharedKind({ 'toy-1': { looks: [undefined] } }, { visibleWithinMs: 1_000 })
    const toy = obtaining(kind)
    expect(await toy.failure()).toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message: lines(...messages.tagsNotRead(toyOne, 1_000)),
    })
    await toy.cleanUp()
    expect(kind.calls).toContain('delete toy-1')
  })
})

describe('obtain leaves alone', () => {
  test.for([true, false])('a resource without our tag (reuse: %s)', async (reuse) => {
    const kind = sharedKind({ 'toy-1': { looks: ['ready'] } })
    const toy = obtaining(kind, { reuse })
    expect(await toy.failure()).toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message: lines(...messages.notOurs(toyOne.name)),
    })
    await toy.cleanUp()
    expect(kind.calls).toEqual(['observe toy-1', 'owner toy-1'])
    expect(toy.states()).toEqual([])
  })

  test('a resource that its tag gives to another project', async () => {
    const owner = { ...same, project: 'github.com/others/shop:api' }
    const kind = sharedKind({ 'toy-1': { looks: ['ready'], owners: [owner] } })
    const tags = { ...ours, project: 'github.com/team/shop:api' }
    const toy = obtaining(kind, { reuse: true, tags })
    expect(await toy.failure()).toMatchObject({
      message: lines(
        ...messages.anotherProjects(toyOne.name, {
          ...{ owner: owner.project, project: tags.project, run: 's2', state: 'ready' },
        }),
      ),
    })
    await toy.cleanUp()
    expect(kind.calls).toEqual(['observe toy-1', 'owner toy-1'])
  })

  test.for([
    [false, same],
    [true, others],
  ] as const)('a resource that another run has made for itself (reuse: %s)', async ([reuse, owner]) => {
    const kind = sharedKind({ 'toy-1': { looks: ['starting'], owners: [owner] } })
    const toy = obtaining(kind, { reuse })
    expect(await toy.failure()).toMatchObject({
      message: lines(...messages.anotherRuns(toyOne.name, 's2', 'starting')),
    })
    await toy.cleanUp()
    expect(kind.calls).toEqual(['observe toy-1', 'owner toy-1'])
  })

  test.for([false, true])(
    'a resource that another run has made at the same moment for another spec (reuse: %s)',
    async (reuse) => {
      const kind = sharedKind({ 'toy-1': { looks: [undefined, 'ready'], owners: [others] } })
      const toy = obtaining(kind, { reuse })
      expect(await toy.failure()).toMatchObject({
        message: lines(...messages.madeByAnother(toyOne.name, 's2')),
      })
      await toy.cleanUp()
      expect(kind.calls).not.toContain('delete toy-1')
      expect(toy.states()).toEqual(['toy-1 creating', 'toy-1 created', 'toy-1 gone'])
    },
  )

  test('a resource of another run, when its own create request and the observation of the owner failed', async () => {
    const create = new Error('It exists already.')
    const kind = sharedKind({ 'toy-1': { looks: [undefined, 'ready'], owners: [new Error('down'), same], create } })
    const toy = obtaining(kind, { reuse: true })
    expect(await toy.failure()).toBe(create)
    await toy.cleanUp()
    expect(kind.calls).not.toContain('delete toy-1')
    expect(toy.told()).toEqual([])
    expect(toy.states()).toEqual(['toy-1 creating', 'toy-1 deleting', 'toy-1 gone'])
  })
})

describe('obtain with reuse', () => {
  test('uses an existing resource, and keeps it', async () => {
    const kind = sharedKind({ 'toy-1': { looks: ['starting', 'starting', 'ready'], owners: [same] } })
    const toy = obtaining(kind, { reuse: true })
    expect(await toy.obtained()).toMatchObject({ id: 'toy-1', isNew: false })
    await toy.cleanUp()
    expect(toy.noted.every((line) => line.startsWith('toy-1 kept, kept'))).toBe(true)
    expect(toy.told()).toEqual(['Toy engine toy-1: reused', 'Toy engine toy-1: kept'])
    expect(kind.calls.filter((call) => !call.startsWith('observe'))).toEqual(['owner toy-1'])
  })

  test('creates a missing resource, and keeps it', async () => {
    const kind = sharedKind({ 'toy-1': { looks: [undefined, 'ready'], owners: [ours] } })
    const toy = obtaining(kind, { reuse: true })
    expect(await toy.obtained()).toMatchObject({ isNew: true })
    await toy.cleanUp()
    expect(toy.states()).toEqual(['toy-1 creating', 'toy-1 created', 'toy-1 ready', 'toy-1 kept'])
    expect(toy.noted[0]).toContain('kept')
    expect(toy.told()).toEqual(['Toy engine toy-1: created', 'Toy engine toy-1: kept'])
  })

  test('refuses a resource that differs, names all differences, and keeps the resource', async () => {
    const differences = ['its size is 2, not 1', 'it is red']
    const kind = sharedKind({ 'toy-1': { looks: ['ready'], owners: [same], differences } })
    const toy = obtaining(kind, { reuse: true })
    expect(await toy.failure()).toMatchObject({
      code: 'AWS_FIXTURE_PROVISION',
      message: lines(...messages.notAsAsked(toyOne, differences)),
    })
    await toy.cleanUp()
    expect(kind.calls).not.toContain('delete toy-1')
    expect(toy.states()).toEqual(['toy-1 kept'])
  })

  test('says how to delete a resource that will never be ready, and does not report it as kept', async () => {
    const failed = { state: 'failed', detail: 'No room.' }
    const kind = sharedKind({ 'toy-1': { looks: ['starting', failed], owners: [same] } })
    const toy = obtaining(kind, { reuse: true })
    expect(await toy.failure()).toMatchObject({
      code: 'AWS_FIXTURE_UNEXPECTED_STATE',
      state: 'failed',
      message: lines(
        'Toy engine toy-1 is failed, but was expected to become ready.',
        'No room.',
        messages.neverReady('s2', toyOne.byHand),
      ),
    })
    await toy.cleanUp()
    expect([kind.calls.includes('delete toy-1'), toy.states(), toy.told()]).toEqual([false, [], []])
  })

  test('uses a resource that another run with the same spec has created at the same moment', async () => {
    const kind = sharedKind({ 'toy-1': { looks: [undefined, 'starting', 'ready'], owners: [same] } })
    const toy = obtaining(kind, { reuse: true })
    expect(await toy.obtained()).toMatchObject({ id: 'toy-1', isNew: false })
    await toy.cleanUp()
    expect(kind.calls).not.toContain('delete toy-1')
    expect(toy.states()).toEqual(['toy-1 creating', 'toy-1 created', 'toy-1 gone', 'toy-1 kept', 'toy-1 kept'])
  })

  test('uses such a resource also when its own create request failed because of it', async () => {
    const create = new Error('It exists already.')
    const kind = sharedKind({ 'toy-1': { looks: [undefined, 'ready'], owners: [same], create } })
    expect(await obtaining(kind, { reuse: true }).obtained()).toMatchObject({ id: 'toy-1', isNew: false })
  })

  test('waits until a resource that another run has just created becomes visible, and creates no second one', async () => {
    const looks = [undefined, undefined, undefined, 'starting', 'ready']
    const kind = sharedKind({ 'toy-1': { looks, owners: [same] } }, { visibleWithinMs: 1_000 })
    expect(await obtaining(kind, { reuse: true }).obtained()).toMatchObject({ id: 'toy-1', isNew: false })
    expect(kind.calls).not.toContain('create toy-2 for s1')
  })

  test('creates the next generation when the resource of another run is being deleted already', async () => {
    const kind = sharedKind({
      'toy-1': { looks: [undefined, 'going'], owners: [same] },
      'toy-2': { looks: [undefined, 'ready'], owners: [ours] },
    })
    expect(await obtaining(kind, { reuse: true }).obtained()).toMatchObject({ id: 'toy-2', isNew: true })
  })

  test('removes a resource that it has created and that failed', async () => {
    const kind = sharedKind({ 'toy-1': { looks: [undefined, 'failed', 'failed', undefined], owners: [ours] } })
    const toy = obtaining(kind, { reuse: true })
    expect(await toy.failure()).toMatchObject({ code: 'AWS_FIXTURE_UNEXPECTED_STATE' })
    await toy.cleanUp()
    expect(toy.told()).toEqual(['Toy engine toy-1: deleted'])
    expect(toy.noted.at(-1)).toMatch(/^toy-1 gone, kept/)
  })

  test('removes a resource that a failed create request may have made', async () => {
    const create = new Error('Nobody answers any more.')
    const kind = sharedKind({ 'toy-1': { looks: [undefined, 'starting', undefined], owners: [ours], create } })
    const toy = obtaining(kind, { reuse: true })
    expect(await toy.failure()).toBe(create)
    await toy.cleanUp()
    expect(toy.states()).toEqual(['toy-1 creating', 'toy-1 deleting', 'toy-1 gone'])
  })

  test.for([
    [true, ['toy-1 creating', 'toy-1 created', 'toy-1 kept']],
    [false, ['toy-1 creating', 'toy-1 created', 'toy-1 deleting', 'toy-1 gone']],
  ] as const)(
    'keeps a resource whose start is interrupted only when it is to be reused (reuse: %s)',
    async ([reuse, states]) => {
      const kind = sharedKind({ 'toy-1': { looks: [undefined, 'starting', 'starting', undefined], owners: [ours] } })
      const toy = obtaining(kind, { reuse })
      await toy.clock.advance(50)
      toy.abort.abort(new Error('Interrupted by SIGINT.'))
      expect(await toy.failure()).toMatchObject({ message: 'Interrupted by SIGINT.' })
      await toy.cleanUp()
      expect(toy.states()).toEqual(states)
    },
  )
})

describe('the error of a cleanup says how to delete by hand', () => {
  const byHand = messages.deleteByHand(toyOne.byHand)

  async function cleaning(script: object): Promise<unknown> {
    const kind = sharedKind({ 'toy-1': { looks: [undefined, 'ready'], owners: [ours], ...script } })
    const toy = obtaining(kind)
    await toy.obtained()
    const failure = await toy.cleanUp().catch((error: unknown) => error)
    expect(toy.states().at(-1)).toBe('toy-1 deleting')
    return (failure as { failures: readonly { error: unknown }[] }).failures[0]?.error
  }

  test('a resource that is still there after its deletion', async () => {
    expect(await cleaning({})).toMatchObject({
      code: 'AWS_FIXTURE_LEAKED_RESOURCE',
      message: lines(
        ...messages.stillThere(toyOne.name, { state: 'ready', detail: undefined, timeoutMs: 3_000 }, byHand),
      ),
    })
  })

  test('a resource whose deletion failed', async () => {
    const cause = new Error('denied')
    expect(await cleaning({ delete: cause })).toMatchObject({
      code: 'AWS_FIXTURE_LEAKED_RESOURCE',
      message: lines(...messages.notDeleted(toyOne, 'toy-1', 'denied')),
      cause,
    })
  })

  test('a resource whose deletion failed with an error that names it', async () => {
    const cause = new ConfigError(['Toy engine toy-1 could not be deleted.', 'Denied.', 'Ask for the right.'])
    expect(await cleaning({ delete: cause })).toMatchObject({ message: lines(cause.message, byHand) })
  })
})
