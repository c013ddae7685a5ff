import { splitTarget } from '../../sigv4/canonical-request.ts'
import type { ChangesOutsidePrefix } from '../changes/changes-outside-prefix.ts'
import type { SharedEngine } from '../gate.ts'
import { plainPath, segmentsOf } from '../receive/wire-request.ts'
import { othersWouldBeHit } from '../service-rejections.ts'
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

/** What a run that holds too much may still do: delete, and end tasks in the background. */
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

/** Endpoints whose body says what they change. */
const bodied = new Set(['_bulk', '_reindex', '_aliases', '_msearch', '_scripts'])

/** Changes that do not reach what an index holds. */
const harmless = new Set(['_forcemerge', '_cache', '_tasks', '_search', '_scroll', '_pit'])

/** Calls on an index that make another, whose name comes next. */
const making = new Set(['_clone', '_split', '_shrink', '_rollover'])

/** Names of things, as a path has them: `_index_template/<name>`. */
const namedThings = /^_(?:index_template|component_template|template|data_stream|snapshot|ingest|scripts)$/

/**
 * The rules of an engine that runs may share: what would delete or change everybody's indices by a wildcard is
 * rejected while others use it. What a run changes outside of its own prefix is noted.
 */
export function sharedEngineRules(
  rules: ServiceRules,
  engine: SharedEngine,
  outside: ChangesOutsidePrefix,
): ServiceRules {
  const check = (request: VerifiedRequest, plan: Plan): Plan => {
    if (!('forward' in plan) || !plan.mayChange || request.worker === 0 || request.isTranslated) return plan
    const path = plainPath(request.target)
    const [first = '', second = '', third] = segmentsOf(request.target)
    const isNamed = namedThings.test(first)
    const names = (isNamed ? second : first).split(',')
    const made = making.has(second) && third !== undefined ? [third] : []
    const isOwn = [...names, ...made].every((name) => name.startsWith(engine.prefix))
    if (isOwn) return plan
    const { worker, method } = request
    outside.note({ worker, method, path, isBodied: bodied.has(first) })
    const reachesAll = first === '_settings' || first === '_all' || names.some((name) => /[*?]/.test(name))
    const isWild = reachesAll && !harmless.has(second) && !names.every((name) => isWithin(name, engine.prefix))
    return isWild && engine.isShared() ? { rejection: othersWouldBeHit(request.method, path, engine.prefix) } : plan
  }
  return {
    ...rules,
    plan(request) {
      const plan = rules.plan(request)
      return plan instanceof Promise ? plan.then((planned) => check(request, planned)) : check(request, plan)
    },
  }
}

/** Whether all that a pattern matches is under the prefix; one that only takes away matches nothing. */
const isWithin = (pattern: string, prefix: string) => pattern.startsWith('-') || pattern.startsWith(prefix)
