import { expect, test } from 'vitest'
import { CleanupError, ConfigError, ProvisionError } from '../../src/errors/errors.ts'
import { withLink } from '../../src/errors/link.ts'
import { linkTo } from '../../src/errors/messages.ts'

test('an error of ours ends with its link once, in message and stack', () => {
  const error = withLink(withLink(new ConfigError(['No such option.', 'Remove it.'])))
  expect(error.message).toBe(`No such option.\nRemove it.\n${linkTo('AWS_FIXTURE_CONFIG')}`)
  expect(error.stack).toMatch(/Remove it\.\nSee vitest-aws-fixtures\/docs\/errors\.md#aws_fixture_config\n {4}at /)
})

test('the cause of an error and the failures of a cleanup have no link of their own', () => {
  const failure = new ProvisionError('It could not be deleted.')
  const { message } = withLink(new CleanupError([{ step: 'engine', error: failure }]))
  expect(message.match(/See /g)).toHaveLength(1)
  expect(message).toMatch(/deleted\.\nSee .*#aws_fixture_cleanup$/)
  expect(failure.message).toBe('It could not be deleted.')
})

test('an error as Vitest carries it gets its link too, and any other error none', () => {
  const carried = withLink({ code: 'AWS_FIXTURE_DATASET', message: 'a', stack: 'DatasetError: a' })
  expect(carried).toMatchObject({ message: `a\n${linkTo('AWS_FIXTURE_DATASET')}` })
  expect(carried.stack).toBe(`DatasetError: ${carried.message}`)
  const other = Object.assign(new Error('a'), { code: 'ENOENT' })
  expect(withLink(other).message).toBe('a')
  expect(withLink('a text')).toBe('a text')
})
