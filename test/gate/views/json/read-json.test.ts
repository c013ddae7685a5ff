import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type JsonEdits, type JsonNode, memberOf } from '../../../../src/gate/views/json/json-edits.ts'
import { MalformedJson } from '../../../../src/gate/views/json/json-tape.ts'
import { readJson, readLongJson } from '../../../../src/gate/views/json/read-json.ts'
import { NameRejected } from '../../../../src/gate/views/view.ts'
import { json, type Value } from './arbitrary-json.ts'

const read = (text: string): JsonEdits => readJson(Buffer.from(text))
const manyTexts = { numRuns: 500 }

function readBack(node: JsonNode): Value {
  if (node.kind === 'text') return node.text
  if (node.kind === 'scalar') return JSON.parse(node.text) as Value
  if (node.kind === 'list') return node.items.map(readBack)
  return { members: node.members.map(({ name, value }) => [name, readBack(value)]) }
}

test('a text is read as what it spells, and stays byte for byte where nothing is edited', () => {
  fc.assert(
    fc.property(json, ({ text, value }) => {
      const edits = read(text)
      expect(readBack(edits.root)).toEqual(value)
      expect(edits.bytes()).toEqual(Buffer.from(text))
    }),
    manyTexts,
  )
})

test('each value and each name stands where it says', () => {
  const check = (bytes: Buffer, node: JsonNode): void => {
    expect(readBack(readJson(bytes.subarray(node.start, node.end)).root)).toEqual(readBack(node))
    if (node.kind === 'list') for (const item of node.items) check(bytes, item)
    if (node.kind !== 'object') return
    for (const { name, nameStart, nameEnd, value } of node.members) {
      expect(JSON.parse(bytes.toString('utf8', nameStart, nameEnd))).toBe(name)
      check(bytes, value)
    }
  }
  fc.assert(
    fc.property(json, ({ text }) => check(Buffer.from(text), read(text).root)),
    manyTexts,
  )
})

/** Edits a value at random, and returns what has to become of it. */
function edit(edits: JsonEdits, node: JsonNode, choose: (choices: number) => number): Value {
  const inside = editInside(edits, node, choose)
  if (choose(8) > 0) return inside
  edits.replace(node, ['other', 1])
  return ['other', 1]
}

function editInside(edits: JsonEdits, node: JsonNode, choose: (choices: number) => number): Value {
  if (node.kind === 'list') {
    return node.items.flatMap((item) => {
      const value = edit(edits, item, choose)
      if (choose(4) > 0) return [value]
      edits.removeItem(node, item)
      return []
    })
  }
  if (node.kind !== 'object') return readBack(node)
  const members: [string, Value][] = []
  for (let added = choose(3); added > 0; added--) {
    const name = `added "${choose(10)}"`
    edits.add(node, name, { added })
    members.push([name, { members: [['added', added]] }])
  }
  for (const member of node.members) {
    const what = choose(4)
    const value = edit(edits, member.value, choose)
    if (what === 0) edits.rename(member, 'renamed')
    if (what === 1) edits.remove(node, member)
    else members.push([what === 0 ? 'renamed' : member.name, value])
  }
  return { members }
}

test('edits do what they say, together and in each other, and leave the rest of the text as it is', () => {
  fc.assert(
    fc.property(json, fc.gen(), ({ text }, gen) => {
      const edits = read(text)
      const expected = edit(edits, edits.root, (choices) => gen(fc.nat, { max: choices - 1 }))
      expect(readBack(readJson(edits.bytes()).root)).toEqual(expected)
    }),
    manyTexts,
  )
})

test('what no edit touches keeps its spelling', () => {
  const edits = read('{ "a" : 1.50, /* b */ "b":[ 1E400 ],\n"c":"\\u0061", "d":0}')
  const { root } = edits
  if (root.kind !== 'object') throw new Error('It is no object.')
  edits.remove(root, root.members[1]!)
  edits.replace(memberOf(root, 'd')!, { e: 'f' })
  expect(edits.bytes().toString()).toBe('{ "a" : 1.50, /* b */ "c":"\\u0061", "d":{"e":"f"}}')
})

test('what loses all that it holds is written as the engine writes what is empty', () => {
  const edits = read('{"a":[1,2],"b":{\n  "c" : 3\n}}')
  const [a, b] = [memberOf(edits.root, 'a')!, memberOf(edits.root, 'b')!]
  if (a.kind !== 'list' || b.kind !== 'object') throw new Error('They are not what they were.')
  for (const item of a.items) edits.removeItem(a, item)
  edits.remove(b, b.members[0]!)
  expect(edits.bytes().toString()).toBe('{"a":[],"b":{ }}')
})

test('the last edit of a value or a name counts', () => {
  const edits = read('{"a":1}')
  const { root } = edits
  if (root.kind !== 'object') throw new Error('It is no object.')
  edits.rename(root.members[0]!, 'b')
  edits.rename(root.members[0]!, 'c')
  edits.replace(root.members[0]!.value, 2)
  edits.replace(root.members[0]!.value, 3)
  expect(edits.bytes().toString()).toBe('{"c":3}')
})

test('what follows the first value stays as it is, for the engine to judge', () => {
  const edits = read('{"a":1} {"b":2')
  edits.replace(edits.root, [])
  expect(edits.bytes().toString()).toBe('[] {"b":2')
})

test.for([
  '',
  ' // only a comment',
  '{',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '[1,]',
  '[1 2]',
  '[1}',
  '{a:1}',
  "['a']",
  '"a',
  '"\\x"',
  '"\\u12g4"',
  '"\n"',
  'nil',
  '[NaN]',
  '/* no end {}',
  '/',
  '# {}',
  '\u00a0{}',
])('%j cannot be read', (text) => {
  expect(() => read(text)).toThrow(MalformedJson)
})

test('bytes in which the engine could find letters that are not in UTF-8 are rejected', () => {
  expect(() => readJson(Buffer.from('"\xc1\xa9ndex"', 'latin1'))).toThrow(NameRejected)
})

test('a text in UTF-16, and one with a byte order mark, is read as the engine reads it', () => {
  const little = Buffer.from('{"é":"index"}', 'utf16le')
  const big = Buffer.from(little).swap16()
  for (const text of [little, big, Buffer.from('\ufeff{"é":"index"}'), Buffer.from('\ufeff{"é":"index"}', 'utf16le')]) {
    expect(readBack(readJson(text).root)).toEqual({ members: [['é', 'index']] })
  }
})

test('values lie as deep in each other as the engine takes them, and no deeper', () => {
  const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  expect(read(deep(1_000)).bytes()).toHaveLength(2_000)
  expect(() => read(deep(1_001))).toThrow(MalformedJson)
})

test('a long text is read in slices to the same end', async () => {
  const items = Array.from({ length: 40_000 }, (_, at) => ({ at, é: `"text\\${at}` }))
  const text = Buffer.from(JSON.stringify(items))
  const edits = readLongJson(text)
  expect(edits).toBeInstanceOf(Promise)
  expect(readBack((await edits).root)).toEqual(items.map((each) => ({ members: Object.entries(each) })))
  await expect(readLongJson(text.subarray(0, -1))).rejects.toThrow(MalformedJson)
})
