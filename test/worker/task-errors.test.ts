import type { RunnerTask, RunnerTestSuite } from 'vitest'
import { expect, test } from 'vitest'
import { EnginesStoppedError } from '../../src/errors/errors.ts'
import { appendToError, appendToSuiteErrors, prependError } from '../../src/worker/task-errors.ts'

const failed = (...messages: string[]) => ({
  result: {
    state: 'fail',
    errors: messages.map((message) => ({ name: 'Error', message, stack: `Error: ${message}\n    at here:1:2` })),
  } as NonNullable<RunnerTask['result']>,
})

test('a text that is appended to an error stands in its message and in its stack, before the frames', () => {
  const task = failed('$& first try', 'Response Error')
  appendToError(task, 'It was rejected: $&.', 1)
  expect(task.result.errors).toEqual([
    { name: 'Error', message: '$& first try', stack: 'Error: $& first try\n    at here:1:2' },
    {
      name: 'Error',
      message: 'Response Error\n\nIt was rejected: $&.',
      stack: 'Error: Response Error\n\nIt was rejected: $&.\n    at here:1:2',
    },
  ])
})

test('no text is appended to an error of an earlier attempt when nothing has failed in this attempt', () => {
  const passed = { result: { state: 'pass' } as const }
  appendToError(passed, 'text')
  prependError(passed, new Error('cause'))
  const task = failed('first try')
  appendToError(task, 'text', 1)
  appendToError(task, undefined)
  prependError(task, undefined)
  expect(passed).toEqual({ result: { state: 'pass' } })
  expect(task).toEqual(failed('first try'))
})

test('a text is appended to the errors of all suites whose hooks failed, at any depth', () => {
  const inner = { type: 'suite', tasks: [], ...failed('inner') }
  const tasks = [{ type: 'test', ...failed('a test') }, inner, { type: 'suite', tasks: [], result: { state: 'pass' } }]
  const file = { type: 'suite', tasks, result: { state: 'fail' } } as unknown as RunnerTestSuite
  appendToSuiteErrors(file, 'text')
  expect(inner.result.errors?.[0]?.message).toBe('inner\n\ntext')
  expect((tasks[0] as typeof inner).result.errors?.[0]?.message).toBe('a test')
})

test('a cause is put before the errors that it led to, without a stack of this package', () => {
  const task = failed('first try', 'connect ECONNREFUSED')
  prependError(task, new EnginesStoppedError('The engines stopped.'), 1)
  expect(task.result.errors?.map(({ message }) => message)).toEqual([
    'first try',
    'The engines stopped.',
    'connect ECONNREFUSED',
  ])
  expect(task.result.errors?.[1]).toEqual({
    name: 'EnginesStoppedError',
    message: 'The engines stopped.',
    stack: 'EnginesStoppedError: The engines stopped.',
  })
})
