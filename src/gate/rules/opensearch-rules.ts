import { splitTarget } from '../../sigv4/canonical-request.ts'
import { segmentsOf } from '../path-segments.ts'
import type { Plan, ServiceRules, VerifiedRequest } from './service-rules.ts'

/** Everything goes to the engine as it is. The limit is that of OpenSearch Service for all but the smallest instances. */
export const openSearchRules: ServiceRules = {
  bodyLimit: { bytes: 100 * 1024 * 1024, status: 413 },
  readsBody: () => false,
  plan: passOn,
}

function passOn({ method, target }: VerifiedRequest): Plan {
  const mayChange = mayChangeIndices(method, target)
  return { forward: { target }, mayChange, mayGrow: mayChange && !makesRoom(method, target) }
}

/** What whoever has taken up too much room may still do: delete, and end what goes on in the background. */
const makesRoom = (method: string, target: string): boolean =>
  method === 'DELETE' || splitTarget(target).path.startsWith('/_tasks/')

/** Calls that only read although they are sent as POST or PUT; the endpoint stands first or after an index. */
const reads = new Set([
  '_search',
  '_msearch',
  '_count',
  '_mget',
  '_validate',
  '_explain',
  '_field_caps',
  '_analyze',
  '_render',
  '_rank_eval',
  '_search_shards',
  '_termvectors',
  '_mtermvectors',
  '_refresh',
  '_flush',
])

/** Sub-paths of those calls that store something. */
const writes = new Set(['_search/pipeline'])

/**
 * Whether an OpenSearch request can change what an index holds, an index, or the cluster. Whatever is not known to
 * read counts as a change. Search contexts (scrolls, points in time) are not counted: they hold no documents.
 */
export function mayChangeIndices(method: string, target: string): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return false
  const segments = segmentsOf(target)
  const [first = '', second = ''] = segments
  // A path that starts with an index has its endpoint second: /airports/_doc/_search is a document named _search.
  const endpointAt = first.startsWith('_') && first !== '_all' ? 0 : 1
  const endpoint = segments[endpointAt] ?? ''
  const next = segments[endpointAt + 1] ?? ''
  if (writes.has(`${endpoint}/${next}`)) return true
  if (method === 'DELETE') return !(endpoint === '_search' && (next === 'scroll' || next === 'point_in_time'))
  if (method !== 'POST') return true
  if (first === '_scripts' && second === 'painless' && segments[2] === '_execute') return false
  return !reads.has(endpoint)
}
