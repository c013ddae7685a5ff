import { createRequire } from 'node:module'
import gremlin from 'gremlin'
import { describe, expect, test } from 'vitest'
import { routeMessage } from '../../../src/gate/gremlin/graph-routing.ts'

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

/** None of these messages is long, so that each is read at once. */
function routeAtOnce(message: Buffer, isBinary = true, mayRead?: (file: string) => boolean) {
  const routed = routeMessage(message, isBinary, { source: 'g3', sessions: 'g3.1.', mayRead })
  if (routed instanceof Promise) throw new Error('It is read in slices.')
  return routed
}

function route(message: Buffer, isBinary = true, mayRead?: (file: string) => boolean) {
  const routed = routeAtOnce(message, isBinary, mayRead)
  if (!('content' in routed)) throw new Error(`${routed.rejection.sentence} ${routed.rejection.explanation}`)
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
    const session = 'session' in before.args ? { session: `g3.1.${before.args.session}` } : {}
    expect(after.args).toEqual({ ...before.args, aliases: { g: 'g3' }, language: 'gremlin-lang', ...session })
    expect(after.requestId).toBe(requestId.replaceAll('-', ''))
  })

  test('passes unchanged where it answers an authentication challenge', () => {
    const message = write(mime, { op: 'authentication', args: { sasl: 'x' } })
    expect(routeAtOnce(message)).toMatchObject({ content: message, mayChange: false })
  })

  test("closes the session of its worker's graph where it closes a session", () => {
    const routed = route(write(mime, { op: 'close', processor: 'session', args: { session: 's' } }))
    expect(routed).toMatchObject({ args: { session: 'g3.1.s' }, mayChange: false })
  })

  test('is rejected with an answer that the driver can read where its script names the graph of a worker', () => {
    const message = write(mime, { op: 'eval', args: { gremlin: 'g5.V().drop()' } })
    const routed = routeAtOnce(message)
    if (!('rejection' in routed) || !routed.answer) throw new Error('It was not rejected with an answer.')
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
    ['io', (g) => (g as never as { io(file: string): never }).io('/tmp/x.xml'), true],
  ])('is known to change the graph or to read it, by its traversal: %s', (_, build, changes) => {
    const message = write(mime, { args: { gremlin: bytecode(build), aliases: { g: 'g' } } })
    expect(route(message, true, () => true).mayChange).toBe(changes)
  })

  test('counts as a change where it is a commit, because a transaction takes effect with it', () => {
    const commit = (gremlin.process.Bytecode as never as { GraphOp: { commit: unknown } }).GraphOp.commit
    expect(route(write(mime, { args: { gremlin: commit, session: 's' } })).mayChange).toBe(true)
  })

  test.each([
    ["g.V().has('a', 'b').valueMap().toList()", false],
    ["g.V().property('a', 1)", true],
    ["g.V().has('a', 'drop')", true],
    ["g.mergeV([(T.id): 'a'])", true],
  ])('is known to change the graph or to read it, by its script: %s', (script, changes) => {
    expect(route(write(mime, { op: 'eval', args: { gremlin: script } })).mayChange).toBe(changes)
  })
})

describe('a request in JSON', () => {
  const mime = 'application/vnd.gremlin-v3.0+json'
  const frame = (body: string) => Buffer.concat([Buffer.from([mime.length]), Buffer.from(mime + body)])
  const content = (body: string) => {
    const routed = routeAtOnce(frame(body))
    if (!('content' in routed)) throw new Error(routed.rejection.sentence)
    return String(routed.content).slice(1 + mime.length)
  }

  test('is routed where its arguments are a list of keys and values, as other drivers send them', () => {
    const id = '{"@type":"g:UUID","@value":"01234567-89ab-4cde-8f01-23456789abcd"}'
    const aliases = '"aliases",{"@type":"g:Map","@value":["g","g9"]}'
    expect(
      content(`{"requestId":${id},"op":"eval","args":{"@type":"g:Map","@value":[${aliases},"gremlin","g.V()"]}}`),
    ).toBe(
      `{"requestId":${id},"op":"eval","args":{"@type":"g:Map","@value":[${aliases},"gremlin","g.V()","aliases",{"@type":"g:Map","@value":["g","g3"]},"language","gremlin-lang"]}}`,
    )
  })

  test('keeps the spelling of its numbers on the way to the engine', () => {
    const numbers = '{"a":1.0,"b":9007199254740993,"c":1e400,"d":-0}'
    expect(content(`{"op":"eval","args":{"gremlin":"g.V()","bindings":${numbers}}}`)).toBe(
      `{"op":"eval","args":{"gremlin":"g.V()","bindings":${numbers},"aliases":{"g":"g3"},"language":"gremlin-lang"}}`,
    )
  })

  test('cannot choose another graph by a member that is repeated or whose name is spelt with escapes', () => {
    const sent = '{"args":{"aliases":{"g":"g9"},"ali\\u0061ses":{"g":"g8"},"l\\u0061nguage":"gremlin-groovy"}}'
    expect(JSON.parse(content(sent))).toEqual({ args: { aliases: { g: 'g3' }, language: 'gremlin-lang' } })
  })

  test.each([
    ['{"args":{"gremlin":"g.V()"},"args":{"gremlin":"g.V()"}}', "it names 'args' twice"],
    ['{"args":{"gremlin":"g.V()","gr\\u0065mlin":"g.V()"}}', "it names 'gremlin' twice"],
    ['{"op":"eval","\\u006fp":"close","args":{}}', "it names 'op' twice"],
    ['{"args":{"@type":"g:Map","@value":["gremlin","g.V()","gremlin","g.V()"]}}', "it names 'gremlin' twice"],
    ['{"args":{"@type":"g:Map","@value":["gremlin"]}}', "its 'args' lack a value"],
    ['{"args":{"@type":"g:List","@value":["gremlin","g.V()"]}}', "its 'args' are no map"],
    ['{"args":{"gremlin":"g.V()","@type":"g:Map"}}', "its 'args' are no map"],
    ['{"args":["gremlin","g.V()"]}', "its 'args' are no object"],
    ['{"@type":"g:Map","@value":["op","eval"]}', 'it is no plain JSON object'],
    ['{"args":{"session":{"a":1}}}', "its 'session' is no text"],
    ['{"args":{"gremlin":"g.V()"}} x', 'its JSON cannot be read at byte 29'],
    ['{"args":{"gremlin":"g.V()",}}', 'its JSON cannot be read at byte 27'],
    ['{"a":01}', 'its JSON cannot be read at byte 6'],
    ['{"a":1e99999}', 'the exponent of a number has more than 4 digits'],
    [`{"a":${'1'.repeat(1_001)}}`, 'a number has more than 1000 characters'],
    [`{"a":${'['.repeat(600)}`, 'its values lie deeper than 500 in each other'],
    ['{"a":"\\x"}', 'its JSON cannot be read at byte 6'],
    ['{"a":tru', 'its JSON cannot be read at byte 5'],
    ['', 'its JSON ends too early'],
  ])('is rejected where its text is %s: %s', (body, text) => {
    expect(routeAtOnce(frame(body))).toMatchObject({ rejection: { sentence: `The request cannot be read: ${text}.` } })
  })

  test('needs no mime type in a text message', () => {
    const routed = routeAtOnce(Buffer.from('{"op":"eval","args":{"gremlin":"g.V()"}}'), false)
    expect('content' in routed && String(routed.content)).toBe(
      '{"op":"eval","args":{"gremlin":"g.V()","aliases":{"g":"g3"},"language":"gremlin-lang"}}',
    )
  })

  test.each([
    ['no JSON', frame('{'), 'its JSON ends too early'],
    ['no object', frame('[1]'), 'it is no JSON object'],
    ['an unknown serialisation', Buffer.from('\x03a/b{}'), "its mime type is 'a/b', and GraphSON and GraphBinary 1.0"],
    ['nothing', Buffer.alloc(0), "its mime type is ''"],
    ['no GraphBinary', Buffer.from('\x20application/vnd.graphbinary-v1.0{}'), 'no GraphBinary 1.0'],
  ])('is rejected where it is %s', (_, message, text) => {
    const routed = routeAtOnce(message)
    expect('rejection' in routed && routed.rejection.sentence).toContain(text)
    expect(routed).not.toHaveProperty('answer')
  })
})
