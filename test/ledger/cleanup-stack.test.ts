import { expect, test } from 'vitest'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'

/** A stack with these steps, whose names are logged as they run; a name with `!` fails. */
function stackOf(...names: readonly string[]) {
  const log: string[] = []
  const stack = new CleanupStack((step, failure) => log.push(`${step.name} ${failure ? 'failed' : 'done'}`))
  const push = (name: string) =>
    stack.push(name, async () => {
      log.push(name)
      if (name.endsWith('!')) throw new Error(`${name} is stuck`)
    })
  for (const name of names) push(name)
  return { stack, log, push }
}

test('a cleanup runs its steps last in, first out', async () => {
  const { stack, log } = stackOf('engine', 'index', 'graph')
  await stack.run()
  expect(log).toEqual(['graph', 'graph done', 'index', 'index done', 'engine', 'engine done'])
})

test('a cleanup goes on after a failed step, and reports all failures together', async () => {
  const { stack, log } = stackOf('engine!', 'index', 'graph!')
  await expect(stack.run()).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CLEANUP',
    message: [
      'The cleanup could not be proved: 2 of its steps failed.',
      '- graph!: graph! is stuck',
      '- engine!: engine! is stuck',
    ].join('\n'),
    failures: [
      { step: 'graph!', error: { message: 'graph! is stuck' } },
      { step: 'engine!', error: { message: 'engine! is stuck' } },
    ],
    cause: { message: 'graph! is stuck' },
  })
  expect(log).toEqual(['graph!', 'graph! failed', 'index', 'index done', 'engine!', 'engine! failed'])
})

test('a cleanup step that throws synchronously counts as a failure like any other', async () => {
  const { stack, log } = stackOf('engine')
  stack.push('graph', () => {
    throw new Error('no client')
  })
  await expect(stack.run()).rejects.toThrow('- graph: no client')
  expect(log).toEqual(['graph failed', 'engine', 'engine done'])
})

test('a cleanup runs once, however often it is called', async () => {
  const { stack, log } = stackOf('engine!')
  const [first, second] = [stack.run(), stack.run()]
  expect(second).toBe(first)
  await expect(first).rejects.toThrow('engine! is stuck')
  await expect(stack.run()).rejects.toThrow('engine! is stuck')
  expect(log).toEqual(['engine!', 'engine! failed'])
})

test('a cleanup lists the steps that have not ended, next first, the running step included', async () => {
  const { stack, push } = stackOf('engine')
  const seen: (readonly string[])[] = []
  stack.push('graph', async () => void seen.push(stack.remaining))
  expect(stack.remaining).toEqual(['graph', 'engine'])
  await stack.run()
  expect(seen).toEqual([['graph', 'engine']])
  expect(stack.remaining).toEqual([])
  expect(() => push('late')).toThrow()
})

test('a cleanup also runs steps that are registered while it runs', async () => {
  const { stack, log, push } = stackOf('engine')
  stack.push('graph', async () => push('late'))
  await stack.run()
  expect(log).toEqual(['graph done', 'late', 'late done', 'engine', 'engine done'])
})

test('a cleanup that has ended accepts no further step, because nothing would undo it', async () => {
  const { stack, push } = stackOf('engine')
  await stack.run()
  expect(() => push('index')).toThrow(expect.objectContaining({ code: 'AWS_FIXTURE_PROVISION', resource: 'index' }))
})

test('stacks that were filled side by side are undone side by side, each in its own order, before earlier steps', async () => {
  const undone: string[] = []
  const stack = new CleanupStack(({ name }) => void undone.push(name))
  let end = () => {}
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  stack.push('folder', async () => {})
  const [one, other] = stack.branch(2)
  one?.push('domain', () => ended)
  other?.push('cluster', async () => {})
  other?.push('graph', async () => end())
  expect(stack.remaining).toEqual(['domain', 'graph', 'cluster', 'folder'])
  await stack.run()
  expect(undone.filter((name) => name !== 'domain')).toEqual(['graph', 'cluster', 'side by side', 'folder'])
  expect(stack.remaining).toEqual([])
})

test('a cleanup of stacks side by side reports the failures of both, and neither stops the other', async () => {
  const stack = new CleanupStack()
  const [one, other] = stack.branch(2)
  let isUndone = false
  one?.push('domain', async () => {
    throw new Error('busy')
  })
  other?.push('graph', async () => {
    isUndone = true
  })
  other?.push('cluster', async () => {
    throw new Error('denied')
  })
  await expect(stack.run()).rejects.toMatchObject({
    failures: [{ step: 'domain' }, { step: 'cluster' }],
    message: 'The cleanup could not be proved: 2 of its steps failed.\n- domain: busy\n- cluster: denied',
  })
  expect(isUndone).toBe(true)
})
