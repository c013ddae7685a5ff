import { createRequire } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { routeGraphBinary } from '../../src/gate/gremlin/graphbinary-request.ts'
import type { Routed } from '../../src/gate/gremlin/request-policy.ts'
import type { Pieces } from '../../src/gate/receive/pieces.ts'

const require = createRequire(import.meta.url)
const { graphBinaryWriter } = require('gremlin/lib/structure/io/binary/GraphBinary') as {
  graphBinaryWriter: { writeRequest(request: object): Buffer }
}

const access = { source: 'g3', sessions: 'g3.1.' }

function route(bytes: Buffer): Routed<Pieces> {
  const routed = routeGraphBinary(bytes, access)
  if (routed instanceof Promise) throw new Error('It is read in slices.')
  return routed
}

const int = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
const text = (value: string) => Buffer.concat([int(Buffer.byteLength(value)), Buffer.from(value)])
const typed = (type: number, ...content: Buffer[]) => Buffer.concat([Buffer.from([type, 0]), ...content])
const head = Buffer.concat([Buffer.from([0x81]), Buffer.alloc(16, 7), text('eval'), text('')])

/** A request with one argument, a binding of any value. */
const requestWith = (value: Buffer) => Buffer.concat([head, int(1), typed(0x03, text('bindings')), value])

const someText = fc.string({ unit: 'grapheme', maxLength: 8 }).map(text)
const fixed = (type: number, length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => typed(type, Buffer.from(bytes)))
const counted = (elements: fc.Arbitrary<Buffer>) =>
  fc.array(elements, { maxLength: 3 }).map((found) => Buffer.concat([int(found.length), ...found]))
const sequence = (...parts: fc.Arbitrary<Buffer>[]) => fc.tuple(...parts).map((found) => Buffer.concat(found))
const of = (type: number, ...parts: fc.Arbitrary<Buffer>[]) => sequence(...parts).map((content) => typed(type, content))

const lengths: [number, number][] = [
  ...([
    [0x01, 4],
    [0x02, 8],
    [0x04, 8],
    [0x05, 8],
    [0x07, 8],
    [0x08, 4],
    [0x0c, 16],
    [0x24, 1],
    [0x26, 2],
    [0x27, 1],
  ] as const),
  ...([
    [0x81, 12],
    [0x83, 12],
    [0x84, 6],
    [0x85, 14],
    [0x86, 8],
    [0x87, 2],
    [0x88, 18],
    [0x89, 12],
    [0x8a, 12],
  ] as const),
  ...([
    [0x8b, 4],
    [0x8c, 5],
    [0x8d, 18],
    [0x8e, 4],
  ] as const),
].map(([type, length]) => [type, length])

const long = fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => Buffer.from(bytes))
const blob = fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.concat([int(bytes.length), Buffer.from(bytes)]))

/** Values of every type of GraphBinary 1.0 but those that carry code. */
const { value } = fc.letrec<{ value: Buffer }>((tie) => {
  const inner = tie('value')
  const instruction = sequence(fc.constantFrom('V', 'has', 'out', 'values').map(text), counted(inner))
  const properties = counted(sequence(inner, someText, inner, inner, inner))
  return {
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'value' },
      fc.constant(Buffer.from([0xfe, 1])),
      someText.map((content) => typed(0x03, content)),
      ...lengths.map(([type, length]) => fixed(type, length)),
      fc.constantFrom('a', 'ß', '€', '🛫').map((letter) => typed(0x80, Buffer.from(letter))),
      fc.constantFrom(0x01, 0x03, 0x09, 0x15).map((type) => Buffer.from([type, 1])),
      ...[0x09, 0x0b].map((type) => of(type, counted(inner))),
      of(0x0a, counted(sequence(inner, inner))),
      of(0x0d, inner, someText, inner, someText, inner, someText, inner, inner),
      of(0x0e, inner, inner),
      of(0x0f, someText, inner, inner),
      of(
        0x10,
        counted(sequence(inner, someText, properties)),
        counted(sequence(inner, someText, inner, inner, inner, inner, inner, inner)),
      ),
      of(0x11, inner, someText, inner),
      of(0x12, inner, someText, inner, inner, inner),
      of(0x14, someText, inner),
      of(0x15, counted(instruction), counted(instruction)),
      ...[0x13, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1f, 0x20, 0x2e, 0x2f].map((type) =>
        of(
          type,
          someText.map((name) => typed(0x03, name)),
        ),
      ),
      ...[0x1e, 0x28].map((type) => of(type, someText, counted(inner))),
      of(0x21, long, inner),
      of(0x22, fc.constant(int(2)), blob),
      ...[0x23, 0x25, 0x82].map((type) => of(type, blob)),
      of(
        0x29,
        fc.constant(text('org.apache.tinkerpop.gremlin.process.traversal.strategy.verification.ReadOnlyStrategy')),
        counted(sequence(inner, inner)),
      ),
      of(0x2a, counted(sequence(inner, long))),
      of(0x2b, counted(sequence(inner, counted(sequence(inner, fc.constant(int(0))))))),
      of(0x2d, long, counted(inner)),
      of(
        0x2c,
        someText,
        someText,
        long,
        counted(sequence(inner, inner)),
        counted(sequence(inner, inner)),
        counted(inner),
      ),
    ),
  }
})

test('a whole GraphBinary request with values of any type goes on, with arguments added behind its own', () => {
  fc.assert(
    fc.property(value, (content) => {
      const request = requestWith(content)
      const routed = route(request)
      expect('content' in routed && Buffer.concat(routed.content).includes(request.subarray(head.length + 4))).toBe(
        true,
      )
    }),
    { numRuns: 1_000 },
  )
})

test('a GraphBinary request that is cut anywhere, or has bytes behind it, is rejected', () => {
  fc.assert(
    fc.property(value, fc.nat(), (content, at) => {
      const request = requestWith(content)
      expect(route(request.subarray(0, at % request.length))).toHaveProperty('rejection')
      expect(route(Buffer.concat([request, Buffer.from([0])]))).toHaveProperty('rejection')
    }),
    { numRuns: 1_000 },
  )
})

test('no length or count in a GraphBinary request that is greater than what is left, or negative, goes on', () => {
  fc.assert(
    fc.property(value, fc.constantFrom(0x7fffffff, -1, -0x80000000, 0x00ffffff), (content, wrong) => {
      for (const type of [0x03, 0x09, 0x0a, 0x0b, 0x15, 0x23, 0x25, 0x2a, 0x2b, 0x82]) {
        const whole = requestWith(typed(0x09, int(2), typed(type, int(wrong), content), content))
        expect(route(whole)).toHaveProperty('rejection')
      }
    }),
    { numRuns: 200 },
  )
})

test('a GraphBinary request of 88 bytes that announces a text of 2 GiB is rejected with an answer', () => {
  const request = requestWith(typed(0x03, int(0x7fffffff), Buffer.alloc(88 - head.length - 4 - 6 - 14)))
  expect(request.length).toBeLessThanOrEqual(88)
  expect(route(request)).toMatchObject({
    answer: expect.any(Buffer),
    rejection: { sentence: expect.stringMatching(/2147483647 bytes are announced where \d+ are left/) },
  })
})

test('a GraphBinary request with values nested deeper than the engine can read is rejected', () => {
  const nest = (depth: number) =>
    requestWith(Buffer.concat([...Array.from({ length: depth }, () => typed(0x09, int(1))), Buffer.from([0xfe, 1])]))
  expect(route(nest(400))).toHaveProperty('content')
  expect(route(nest(20_000))).toMatchObject({ rejection: { sentence: expect.stringContaining('deeper than 500') } })
})

const strategy = 'org.apache.tinkerpop.gremlin.process.traversal.strategy.verification.ReadOnlyStrategy'
test.each([
  ['a lambda', typed(0x1d, text('gremlin-groovy'), text('System.exit(0)'), int(1)), 'lambda steps'],
  ['a class', typed(0x06, text('java.lang.Runtime')), "the class 'java.lang.Runtime'"],
  ['a strategy that is none', typed(0x29, text('java.lang.Runtime'), int(0)), "the class 'java.lang.Runtime'"],
  ['a name that only starts so', typed(0x06, text(`${strategy}.x`)), `the class '${strategy}.x'`.slice(0, 112)],
  ['a file', typed(0x15, int(1), text('io'), int(1), typed(0x03, text('/etc/passwd')), int(0)), 'io() with a file'],
  [
    'a file behind a binding',
    typed(0x15, int(1), text('io'), int(1), typed(0x14, text('x'), typed(0x03, text('/tmp/a'))), int(0)),
    'io() with a file',
  ],
  ['a file that is written', typed(0x15, int(1), text('write'), int(0), int(0)), 'write()'],
  ['a computer', typed(0x15, int(0), int(1), text('withComputer'), int(0)), 'withComputer()'],
  ['a step of one', typed(0x15, int(1), text('pageRank'), int(0), int(0)), 'pageRank()'],
  ['a reader by name', typed(0x03, text('~tinkerpop.io.reader')), 'options of io()'],
])('a GraphBinary request with %s is rejected wherever that lies', (_, content, what) => {
  for (const whole of [content, typed(0x09, int(1), content), typed(0x0a, int(1), content, content)]) {
    expect(route(requestWith(whole))).toMatchObject({
      rejection: {
        sentence: expect.stringContaining(`Neptune does not support ${what}`),
        type: 'UnsupportedOperationException',
      },
      answer: expect.any(Buffer),
    })
  }
})

test('a GraphBinary type of another engine is rejected by its name', () => {
  const custom = Buffer.concat([Buffer.from([0]), text('janusgraph.RelationIdentifier'), int(4), Buffer.alloc(4)])
  expect(route(requestWith(custom))).toMatchObject({
    rejection: { sentence: "The request cannot be read: the engine has no type 'janusgraph.RelationIdentifier'." },
  })
})

test('GraphBinary requests that a driver writes reach the engine', () => {
  const bindings = {
    a: 1,
    b: 'x',
    c: [1, [2]],
    d: new Map<unknown, unknown>([['k', new Date(0)]]),
    e: null,
    f: 1.5,
    g: true,
  }
  const request = graphBinaryWriter.writeRequest({
    requestId: '01234567-89ab-4cde-8f01-23456789abcd',
    op: 'eval',
    processor: '',
    args: { gremlin: 'g.V()', bindings, aliases: { g: 'g' } },
  })
  expect(route(request)).toHaveProperty('content')
})
