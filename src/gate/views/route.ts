import { splitTarget } from '../../sigv4/canonical-request.ts'
import type { ApiPath, Call } from './api.ts'
import { apiPaths, partOf, partsOf, segmentsOfPath } from './api-paths.ts'
import { decode, decodeQuery, rawSegments } from './decode-target.ts'
import { ENGINE_PARTS } from './further-apis.ts'
import { PathTrie } from './path-trie.ts'

/** The paths of one form by their methods: `/{index}` is `indices.create`, `indices.get` and others. */
type Methods = ReadonlyMap<string, ApiPath>

const trie = new PathTrie<Methods>()
for (const path of apiPaths) {
  const additions = path.methods.map((method) => [method, path] as const)
  // The description has `/_nodes/{node_id}` and `/_nodes/{metric}`, which are one path to the engine: the first one stands.
  trie.set(segmentsOfPath(path.path), (now) => new Map([...additions, ...(now ?? [])]))
}

const pathsByApi = new Map<string, ApiPath[]>()
for (const path of apiPaths) pathsByApi.set(path.api, [...(pathsByApi.get(path.api) ?? []), path])

/** Parts of paths that are names, which the engine also takes from the query. */
const NAMES: ReadonlySet<string> = new Set([
  'index',
  'alias',
  'name',
  'target',
  'new_index',
  'repository',
  'snapshot',
  'id',
])

/**
 * Reads a request's method and target as the engine does. A parameter of the query that says what a part of the path says,
 * as in `/_search?index=a`, becomes that part. `undefined` for a path or a method that is not known; fails with NameRejected
 * where the target cannot be decoded.
 */
export function route(method: string, target: string): Call | undefined {
  const { path, query } = splitTarget(target)
  const raw = rawSegments(path)
  for (const methods of trie.find(raw)) {
    const found = methods.get(method)
    if (found) return withNamesOfQuery({ method, path: found, parts: partsIn(found, raw), query: decodeQuery(query) })
  }
  return undefined
}

/** The methods that a target's path takes; empty for one that is not known. */
export function methodsOf(target: string): readonly string[] {
  const found = [...trie.find(rawSegments(splitTarget(target).path))]
  return [...new Set(found.flatMap((methods) => [...methods.keys()]))].sort()
}

function partsIn({ path }: ApiPath, raw: readonly string[]): Record<string, string> {
  const parts = segmentsOfPath(path).map((segment, at) => [partOf(segment), raw[at] ?? ''] as const)
  return Object.fromEntries(parts.flatMap(([part, text]) => (part === undefined ? [] : [[part, decode(text)]])))
}

/** The call with each name of its query as a part of its path, where the API has such a path. What the path says wins. */
function withNamesOfQuery(call: Call): Call {
  const paths = pathsByApi.get(call.path.api)!
  const known = new Set(paths.flatMap(partsOf))
  const nameOf = (parameter: string) => ENGINE_PARTS[call.path.api]?.[parameter] ?? parameter
  const isName = (parameter: string) => NAMES.has(nameOf(parameter)) && known.has(nameOf(parameter))
  const names = call.query.filter(([parameter]) => isName(parameter))
  if (names.length === 0) return call
  // Of a parameter that comes twice the engine takes the last one, and over all of them what the path says.
  const parts = { ...Object.fromEntries(names.map(([name, value]) => [nameOf(name), value])), ...call.parts }
  const wanted = Object.keys(parts).sort().join()
  const path = paths.find((other) => other.methods.includes(call.method) && partsOf(other).sort().join() === wanted)
  if (!path) return call
  return { ...call, path, parts, query: call.query.filter(([parameter]) => !isName(parameter)) }
}
