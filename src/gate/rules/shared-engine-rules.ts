import { splitTarget } from '../../sigv4/canonical-request.ts'
import type { ChangesOutsidePrefix } from '../changes/changes-outside-prefix.ts'
import { othersWouldBeHit } from '../service-rejections.ts'
import type { Plan, ServiceRules, VerifiedRequest } from './service-rules.ts'

/** What a gate knows of the runs that share its engine. */
export interface SharedEngine {
  /** What the names of this run's indices start with. */
  readonly prefix: string
  /** Whether other runs use the engine now. */
  readonly isShared: () => boolean
  /** What other runs have asked the engine and got no answer to: `worker 1: POST /_bulk (the run in /home/me/a)`; `undefined` where no other uses it, which is the default. */
  readonly others?: () => readonly string[] | undefined
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
    if (!('forward' in plan) || !plan.mayChange || request.worker === 0) return plan
    const path = decoded(splitTarget(request.target).path)
    const [first = '', second = '', third] = path.split('/').filter(Boolean)
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

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    // The engine rejects it.
    return path
  }
}
