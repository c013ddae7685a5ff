import { expect, test } from 'vitest'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { SOURCE as D, OWN as P } from '../layers.ts'
import { translateBody } from '../translate-body.ts'

const bulk = (...lines: readonly string[]) => translateBody('bulk', lines.map((line) => `${line}\n`).join(''))

test('actions of a bulk request have physical names, and documents stay as they are', async () => {
  const document = '{"_index": "a", "index": {"_index":"a"}, "n": 1.50}'
  const { body } = await bulk(
    '{"index":{"_index":"logs","_id":"1", "pipeline":"clean"}}',
    document,
    '{ "delete" : { "_id" : "logs", "_index" : "logs" } }\r',
    '',
    '{"create": {"_index": 5, "pipeline": "_none"}}',
    document,
    '{"update": {"_index": "logs", "_id": "1"}}',
    '{"script": {"id": "count"}, "upsert": {"script": {"id": "count"}}}',
    '{"index":{}}',
    document,
  )
  expect(body.split('\n')).toEqual([
    `{"index":{"_index":"${P}logs","_id":"1", "pipeline":"${P}clean"}}`,
    document,
    `{ "delete" : { "_id" : "logs", "_index" : "${P}logs" } }\r`,
    '',
    `{"create": {"_index": "${P}5", "pipeline": "_none"}}`,
    document,
    `{"update": {"_index": "${P}logs", "_id": "1"}}`,
    `{"script": {"id": "${P}count"}, "upsert": {"script": {"id": "count"}}}`,
    '{"index":{}}',
    document,
    '',
  ])
})

test('a bulk request changes each index that it names, a sealed one too', async () => {
  const { body, reached } = await bulk(
    '{"index":{"_index":"airports"}}',
    '{}',
    '{"delete":{"_index":"airports","_id":"1"}}',
    '{"create":{"_index":"logs"}}',
    '{}',
  )
  expect(body).toContain(`"${D}airports"`)
  expect(reached).toEqual(['changes airports', 'changes logs'])
})

test('an action may be spelt with escapes and comments', async () => {
  const { body } = await bulk(
    '{/* {"index" */"upd\\u0061te":{"_\\u0069ndex":"\\u0061"}}// {',
    '{"scr\\u0069pt":{"id":"a"}}',
  )
  expect(body).toContain(`"_\\u0069ndex":"${P}a"`)
  expect(body).toContain(`{"id":"${P}a"}`)
})

test('an action that the engine does not know has a document behind it as well', async () => {
  const { body } = await bulk('{"upsert":{"_index":"a"}}', '{"index":{"_index":"a"}}', '{"delete":{"_index":"a"}}')
  expect(body.split('\n').slice(1, 3)).toEqual(['{"index":{"_index":"a"}}', `{"delete":{"_index":"${P}a"}}`])
})

test.each(['', '\r', ' '.repeat(100)])('the engine passes over an empty line between actions: %j', async (line) => {
  const { body } = await bulk(line, '{"index":{"_index":"a"}}', '{}')
  expect(body.split('\n')).toEqual([line, `{"index":{"_index":"${P}a"}}`, '{}', ''])
})

test.each(['no JSON', '"text"', '{}', '{"index":5}', '{"index":{"_index":"a"', '{"index":{"_index":a}}'])(
  'behind a line that the engine cannot read all stays as it is: %s',
  async (line) => {
    const lines = [line, '{"index":{"_index":"a"}}', '{}']
    const { body } = await bulk('{"index":{"_index":"a"}}', '{}', ...lines)
    expect(body.split('\n')).toEqual([`{"index":{"_index":"${P}a"}}`, '{}', ...lines, ''])
  },
)

test.each(['{"index":{"_index":"a"}', '{"index":{"_index":"a"} x', '/* */{"index":{"_index":"a"}', '// nothing'])(
  'a line of which the engine reads more than the gate does is rejected: %s',
  async (line) => {
    await expect(bulk(line, '{}')).rejects.toThrow(NameRejected)
  },
)
