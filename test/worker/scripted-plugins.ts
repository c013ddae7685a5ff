import { text } from 'node:stream/consumers'
import { startUpstream } from '../gate/open-test-gate.ts'

/** An engine with plugins that keep objects by three styles of APIs, and with no other data. */
export interface ScriptedPlugins {
  readonly port: number
  /** The requests in order, each as `GET /_plugins/_ism/policies`. */
  readonly calls: string[]
  /** The objects of each plugin, by the path at which they were created. */
  readonly policies: Map<string, unknown>
  readonly monitors: Map<string, unknown>
  readonly mappings: Map<string, unknown>
  /** Called after an object was deleted and before the request is answered; default: does nothing. */
  onDelete: (() => Promise<void>) | undefined
}

const inUse = { type: 'conflict', reason: 'It is in use' }

/** Starts the engine, which ends with the test. `keeps` says which objects cannot be deleted. */
export async function startPlugins(keeps: (id: string) => boolean = () => false): Promise<ScriptedPlugins> {
  const [policies, monitors] = [new Map<string, unknown>(), new Map<string, unknown>()]
  const mappings = new Map<string, unknown>([['all_access', { reserved: false, users: ['admin'] }]])
  const calls: string[] = []
  const kept = { policies, monitors, mappings }

  const answer = (method: string, path: string, body: string): readonly [status: number, answer: unknown] => {
    if (path === '/_cat/plugins') {
      return [200, ['index-management', 'alerting', 'security'].map((name) => ({ component: `opensearch-${name}` }))]
    }
    const [, plugin = '', of = '', id = ''] = /^\/_plugins\/_(\w+)(?:\/api)?\/(\w+)\/?(.*)$/.exec(path) ?? []
    const objects = { policies, monitors, rolesmapping: mappings }[of]
    if (!objects) return path.startsWith('/_plugins') ? [400, { error: 'no handler found for uri' }] : [200, {}]
    if (method === 'DELETE') {
      if (keeps(id)) return [409, { error: { ...inUse, root_cause: [inUse] }, status: 409 }]
      return [objects.delete(decodeURIComponent(id)) ? 200 : 404, {}]
    }
    if (plugin === 'alerting' && id === '_search') {
      const hits = [...monitors].map(([_id, monitor]) => ({ _id, _source: { monitor } }))
      return [200, { hits: { hits: JSON.stringify(JSON.parse(body).query).includes('monitor') ? hits : [] } }]
    }
    if (method === 'POST') {
      const made = `server-${monitors.size + 1}`
      monitors.set(made, JSON.parse(body))
      return [201, { _id: made, monitor: JSON.parse(body) }]
    }
    if (method === 'PUT') {
      const isNew = !objects.has(id)
      objects.set(id, JSON.parse(body))
      return [isNew ? 201 : 200, { _id: id }]
    }
    return plugin === 'ism'
      ? [200, { policies: [...policies].map(([_id, policy]) => ({ _id, policy })), total_policies: policies.size }]
      : [200, Object.fromEntries(objects)]
  }

  const { port } = await startUpstream(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://engine')
    calls.push(`${request.method} ${pathname}`)
    const [status, told] = answer(request.method ?? 'GET', decodeURIComponent(pathname), await text(request))
    if (request.method === 'DELETE') await engine.onDelete?.()
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(told))
  })
  const engine: ScriptedPlugins = { port, calls, ...kept, onDelete: undefined }
  return engine
}
