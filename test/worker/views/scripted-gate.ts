import type { ProvidedOpenSearch } from '../../../src/contracts/provided-run.ts'
import type { ViewEnd, ViewRequest } from '../../../src/gate/views/view-request.ts'
import { type Received, startTlsServer } from '../../clients/tls-server.ts'

/** What is in the engine behind a scripted gate, by physical names. */
interface ScriptedEngine {
  /** Indices with their aliases. */
  readonly indices: Map<string, Readonly<Record<string, object>>>
  /** Index templates with their definitions. */
  readonly templates: Map<string, object>
  readonly streams: Set<string>
}

/** A gate with an engine, as a worker with views asks them. */
export interface ScriptedGate extends ScriptedEngine {
  readonly opensearch: ProvidedOpenSearch
  /** The views that are open, by their ids. */
  readonly views: ReadonlyMap<string, ViewRequest>
  /** What is answered at the end of a view; default: nothing has changed. */
  readonly ends: Map<string, Partial<ViewEnd>>
  /** Whether the worker may have changed anything since it has said that all is as it should be. */
  hasChanged: boolean
  /** The requests to the engine, each as `PUT /a`. */
  readonly asked: readonly string[]
  /** Requests to the engine whose names the gate would take for names in a view. */
  readonly translated: readonly string[]
}

/** Starts one, which ends with the test. */
export async function startScriptedGate(
  layers: NonNullable<ProvidedOpenSearch['layers']>,
  sources: ProvidedOpenSearch['sources'] = {},
): Promise<ScriptedGate> {
  const views = new Map<string, ViewRequest>()
  const ends = new Map<string, Partial<ViewEnd>>()
  const engine: ScriptedEngine = { indices: new Map(), templates: new Map(), streams: new Set() }
  const asked: string[] = []
  const translated: string[] = []
  const gate = { ...engine, views, ends, asked, translated, hasChanged: false }

  const answerOwn = ({ method, body }: Received, path: string): object => {
    const [, , what, id = ''] = path.split('/')
    if (what === 'changes' && method === 'DELETE') gate.hasChanged = false
    if (what !== 'views') return { changed: gate.hasChanged }
    if (method === 'PUT') views.set(id, JSON.parse(body.toString()) as ViewRequest)
    else views.delete(id)
    return method === 'PUT' ? {} : { changed: false, covered: [], ...ends.get(id) }
  }

  const { endpoint } = await startTlsServer('opensearch', (response, request) => {
    const path = decodeURIComponent(request.url.split('?')[0] ?? '')
    if (path.startsWith('/_aws_fixtures/')) {
      response.end(JSON.stringify(answerOwn(request, path)))
      return
    }
    asked.push(`${request.method} ${path}`)
    if (request.headers['x-aws-fixtures-names'] !== 'physical') translated.push(path)
    response.end(JSON.stringify(answerOfEngine(engine, request.method, path, request.body)))
  })
  const opensearch = { endpoint, hasGate: true, notesChanges: true, sources, layers }
  return Object.assign(gate, { opensearch })
}

function answerOfEngine({ indices, templates, streams }: ScriptedEngine, method: string, path: string, body: Buffer) {
  const [, first = '', second = ''] = path.split('/')
  if (first === '_cluster') return { metadata: metadataOf({ indices, templates, streams }) }
  if (first === '_index_template') {
    if (method === 'PUT') templates.set(second, JSON.parse(body.toString()) as object)
    if (method === 'DELETE') templates.delete(second)
    const found = templates.get(second)
    return found ? { index_templates: [{ name: second, index_template: found }] } : {}
  }
  if (first === '_data_stream') {
    if (method === 'PUT') streams.add(second)
    if (method === 'DELETE') streams.delete(second)
    return {}
  }
  const names = first.split(',')
  if (second === '_alias') return Object.fromEntries(names.map((name) => [name, { aliases: indices.get(name) ?? {} }]))
  if (first.startsWith('_') || second !== '') return {}
  if (method === 'PUT') indices.set(first, {})
  if (method === 'DELETE') for (const name of names) indices.delete(name)
  return {}
}

function metadataOf({ indices, templates, streams }: ScriptedEngine) {
  const named = (names: Iterable<string>, value: unknown) => Object.fromEntries([...names].map((name) => [name, value]))
  return {
    indices: named(indices.keys(), { state: 'open' }),
    index_template: { index_template: named(templates.keys(), {}) },
    data_stream: { data_stream: named(streams, { indices: [] }) },
  }
}
