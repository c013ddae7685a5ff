import { createRequire } from 'node:module'
import gremlin from 'gremlin'
import { describe, expect, test } from 'vitest'
import { routeMessage } from '../../src/gate/graph-routing.ts'

const require = createRequire(import.meta.url)

/** What the drivers' connection does: its own writer behind the length of its mime type and the mime type. */
interface Request {
  requestId: string
  op: string
  processor: string
  args: Record<string, unknown>
}
type Writer = { writeRequest(request: Request): Buffer | string }
const { graphBinaryReader, graphBinaryWriter, mapSerializer } =
  require('gremlin/lib/structure/io/binary/GraphBinary') as {
    graphBinaryReader: {
      readResponse(buffer: Buffer): { requestId: string; status: { code: number; message: string } }
    }
    graphBinaryWriter: Writer
    mapSerializer: { deserialize(buffer: Buffer, isQualified: boolean): { v: Map<string, unknown>; len: number } }
  }
const graphson = require('gremlin/lib/structure/io/graph-serializer') as {
  GraphSONWriter: new () => Writer
  GraphSON2Writer: new () => Writer
}

const writers: Record<string, Writer> = {
  'application/vnd.graphbinary-v1.0': graphBinaryWriter,
  'application/vnd.gremlin-v3.0+json': new graphson.GraphSONWriter(),
  'application/vnd.gremlin-v2.0+json': new graphson.GraphSON2Writer(),
}
const mimes = Object.keys(writers)
const requestId = '01234567-89ab-4cde-8f01-23456789abcd'

function write(mime: string, request: Partial<Request>): Buffer {
  const full = { requestId, op: 'bytecode', processor: 'traversal', args: {}, ...request }
  const body = writers[mime]!.writeRequest(full)
  return Buffer.concat([Buffer.from([mime.length]), Buffer.from(mime), Buffer.from(body)])
}

/** Operation and arguments as a server reads them, with the driver's own reader where there is one. */
function read(message: Buffer): { op: string; args: Record<string, unknown> } {
  const start = 1 + message[0]!
  const body = message.subarray(start)
  if (!message.toString('latin1', 1, start).includes('graphbinary')) {
    const { op, args } = JSON.parse(String(body)) as ReturnType<typeof read>
    return { op, args }
  }
  const opLength = body.readInt32BE(17)
  const op = body.toString('utf8', 21, 21 + opLength)
  const argsAt = 21 + opLength + 4 + body.readInt32BE(21 + opLength)
  const { v, len } = mapSerializer.deserialize(body.subarray(argsAt), false)
  // Nothing may be left over: the count has to match what is there.
  expect(argsAt + len).toBe(body.length)
  return { op, args: plain(v) as Record<string, unknown> }
}

const plain = (value: unknown): unknown =>
  value instanceof Map ? Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)])) : value
const bytecode = (build: (g: gremlin.process.GraphTraversalSource) => { getBytecode(): unknown }) =>
  build(gremlin.process.AnonymousTraversalSource.traversal().withGraph(new gremlin.structure.Graph())).getBytecode()

function route(message: Buffer, isBinary = true) {
  const routed = routeMessage(message, isBinary, 'g3')
  if (!('content' in routed)) throw new Error(`${routed.refusal.sentence} ${routed.refusal.explanation}`)
  return { ...routed, ...read(routed.content) }
}

describe.each(mimes)('a request in %s', (mime) => {
  test.each([
    ['bytecode', 'bytecode', { gremlin: bytecode((g) => g.V().has('a', 'b')), aliases: { g: 'g' } }],
    ['bytecode that names another graph', 'bytecode', { gremlin: bytecode((g) => g.V()), aliases: { g: 'g5' } }],
    ['bytecode without aliases', 'bytecode', { gremlin: bytecode((g) => g.V()) }],
    ['bytecode in a session', 'bytecode', { gremlin: bytecode((g) => g.V()), session: 's', aliases: { g: 'g' } }],
    [
      'a script',
      'eval',
      { gremlin: 'g.V()', bindings: { x: 1 }, aliases: { g: 'social' }, language: 'gremlin-groovy' },
    ],
    ['a script without aliases', 'eval', { gremlin: 'g.V(x)', bindings: { x: [1, 'two', null] } }],
  ])('goes to the graph of its worker: %s', (_, op, args) => {
    const before = read(write(mime, { op, args }))
    const after = route(write(mime, { op, args }))
    expect(after.op).toBe(op)
    expect(after.args).toEqual({ ...before.args, aliases: { g: 'g3' } })
    expect(after.requestId).toBe(requestId.replaceAll('-', ''))
  })

  test.each(['close', 'authentication'])('%s passes as it is', (op) => {
    const message = write(mime, { op, processor: 'session', args: { session: 's' } })
    const routed = routeMessage(message, true, 'g3')
    expect(routed).toMatchObject({ content: message, mayChange: false })
  })

  test('a script that names the graph of a worker is refused with an answer the driver can read', () => {
    const message = write(mime, { op: 'eval', args: { gremlin: 'g5.V().drop()' } })
    const routed = routeMessage(message, true, 'g3')
    if (!('refusal' in routed) || !routed.answer) throw new Error('It was not refused with an answer.')
    const response = mime.includes('graphbinary')
      ? graphBinaryReader.readResponse(routed.answer)
      : (JSON.parse(String(routed.answer)) as ReturnType<typeof graphBinaryReader.readResponse>)
    expect(response).toMatchObject({ requestId, status: { code: 597 } })
    expect(JSON.parse(response.status.message)).toEqual({
      requestId,
      code: 'MalformedQueryException',
      detailedMessage:
        "No such property: g5. Neptune binds 'g' and nothing else; 'g5' is how the stand-in tells the graphs of the " +
        'workers apart.',
    })
  })

  test.each<[string, Parameters<typeof bytecode>[0], boolean]>([
    ['a read', (g) => g.V().hasLabel('airport').has('iata', 'BOS').out('flies').valueMap(true).limit(3), false],
    ['elementMap', (g) => g.V('drops').elementMap().by().order().range(0, 2), false],
    ['properties', (g) => g.V().properties('name').value(), false],
    ['inject', (g) => g.inject(1), false],
    ['repeat and project', (g) => g.V().project('a', 'b').by('a').by('b').dedup().count(), false],
    ['addV', (g) => g.addV('airport'), true],
    ['addE', (g) => g.V().addE('flies').to('x'), true],
    ['mergeV', (g) => g.mergeV(new Map([['a', 'b']])), true],
    ['mergeE', (g) => g.mergeE(new Map([['a', 'b']])), true],
    ['property', (g) => g.V().property('a', 'b'), true],
    ['drop', (g) => g.V().drop(), true],
    ['a nested drop', (g) => g.V().sideEffect(gremlin.process.statics.drop() as never), true],
    ['a value that is the name of a step', (g) => g.V().has('action', 'drop'), true],
    ['io', (g) => (g as never as { io(file: string): never }).io('/tmp/x.xml'), true],
  ])('change or read: %s', (_, build, changes) => {
    const message = write(mime, { args: { gremlin: bytecode(build), aliases: { g: 'g' } } })
    expect(route(message).mayChange).toBe(changes)
  })

  test('a commit counts as a change: it is when a transaction takes effect', () => {
    const commit = (gremlin.process.Bytecode as never as { GraphOp: { commit: unknown } }).GraphOp.commit
    expect(route(write(mime, { args: { gremlin: commit, session: 's' } })).mayChange).toBe(true)
  })

  test.each([
    ["g.V().has('a', 'b').valueMap().toList()", false],
    ["g.V().property('a', 1)", true],
    ["g.V().'drop'()", true],
    ['graph.addVertex()', true],
    ['g.V().each { it.remove() }', true],
    ['g.V().dr\\u006fp()', true],
    ["g.V().'dr$o'()", true],
    ['g.V()."dr$o"()', true],
  ])('change or read, as a script: %s', (script, changes) => {
    expect(route(write(mime, { op: 'eval', args: { gremlin: script } })).mayChange).toBe(changes)
  })
})

describe('JSON', () => {
  const mime = 'application/vnd.gremlin-v3.0+json'
  const frame = (body: string) => Buffer.concat([Buffer.from([mime.length]), Buffer.from(mime + body)])
  const content = (body: string) => {
    const routed = routeMessage(frame(body), true, 'g3')
    if (!('content' in routed)) throw new Error(routed.refusal.sentence)
    return String(routed.content).slice(1 + mime.length)
  }

  test('arguments as a list of keys and values, as other drivers send them, are routed', () => {
    const id = '{"@type":"g:UUID","@value":"01234567-89ab-4cde-8f01-23456789abcd"}'
    const aliases = '"aliases",{"@type":"g:Map","@value":["g","g9"]}'
    expect(
      content(`{"requestId":${id},"op":"eval","args":{"@type":"g:Map","@value":[${aliases},"gremlin","g.V()"]}}`),
    ).toBe(
      `{"requestId":${id},"op":"eval","args":{"@type":"g:Map","@value":["gremlin","g.V()","aliases",{"@type":"g:Map","@value":["g","g3"]}]}}`,
    )
  })

  test('numbers keep their spelling', () => {
    const numbers = '{"a":1.0,"b":9007199254740993,"c":1e400,"d":-0}'
    expect(content(`{"op":"eval","args":{"gremlin":"g.V()","bindings":${numbers}}}`)).toBe(
      `{"op":"eval","args":{"gremlin":"g.V()","bindings":${numbers},"aliases":{"g":"g3"}}}`,
    )
  })

  test('a name given twice, or spelt with escapes, does not get past', () => {
    expect(content('{"args":{"aliases":{"g":"g9"},"ali\\u0061ses":{"g":"g9"}},"args":{"aliases":{"g":"g8"}}}')).toBe(
      '{"args":{"aliases":{"g":"g3"}}}',
    )
  })

  test('a text message is read as JSON without a mime type', () => {
    const routed = routeMessage(Buffer.from('{"op":"eval","args":{"gremlin":"g.V()"}}'), false, 'g3')
    expect('content' in routed && String(routed.content)).toBe(
      '{"op":"eval","args":{"gremlin":"g.V()","aliases":{"g":"g3"}}}',
    )
  })

  test.each([
    ['no JSON', frame('{'), "Expected property name or '}'"],
    ['no object', frame('[1]'), 'it is no JSON object'],
    ['an unknown serialisation', Buffer.from('\x03a/b{}'), "its mime type is 'a/b', and GraphSON and GraphBinary 1.0"],
    ['nothing', Buffer.alloc(0), "its mime type is ''"],
    ['half a GraphBinary request', write('application/vnd.graphbinary-v1.0', {}).subarray(0, 60), 'no GraphBinary 1.0'],
  ])('%s is refused', (_, message, text) => {
    const routed = routeMessage(message, true, 'g3')
    expect('refusal' in routed && routed.refusal.sentence).toContain(text)
    expect(routed).not.toHaveProperty('answer')
  })
})
