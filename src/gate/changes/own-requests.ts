import { splitTarget, type WireRequest } from '../../sigv4/canonical-request.ts'
import { type Answer, jsonAnswer } from '../answer.ts'
import { type Identity, ownPaths } from '../gate.ts'
import type { OpenSessions } from '../gremlin/open-sessions.ts'
import type { Views } from '../views/views.ts'
import type { Baselines } from './baselines.ts'
import type { ChangeLedger } from './change-ledger.ts'
import type { ChangesOutsidePrefix } from './changes-outside-prefix.ts'
import type { EngineReplacement } from './engine-replacement.ts'
import type { PluginWrites } from './plugin-writes.ts'
import type { RejectedRequests, Rejections } from './rejected-requests.ts'

/** How long the gate waits for changes under way before it answers whether there were any, in milliseconds. */
export const SETTLE_MS = 30_000

/** What a gate remembers of its workers. */
export interface Remembered {
  readonly changes: ChangeLedger
  readonly pluginWrites: PluginWrites
  /** None but before a graph. */
  readonly sessions: OpenSessions
  readonly replacement: EngineReplacement
  readonly rejected: RejectedRequests
  readonly kept: Baselines
  readonly views: Views
  /** Only where runs share the engine, and it is one of indices. */
  readonly outside?: ChangesOutsidePrefix | undefined
}

/** A request that may be to the gate itself. */
export interface OwnRequest {
  readonly request: WireRequest
  readonly identity: Identity
  readonly body: { read(): Promise<Buffer> }
}

/** Answers a request to the gate itself, see its contract; `undefined` where it is for the service. */
export async function answerOwn(remembered: Remembered, own: OwnRequest): Promise<Answer | undefined> {
  const { method, target } = own.request
  const { path } = splitTarget(target)
  const { worker } = own.identity
  if (path.startsWith(ownPaths.views)) {
    const id = path.slice(ownPaths.views.length)
    return remembered.views.answer({ method, id, identity: own.identity, read: () => own.body.read() })
  }
  if (path.startsWith(ownPaths.kept)) {
    return remembered.kept.answer({ method, level: path.slice(ownPaths.kept.length), worker })
  }
  switch (`${method} ${path}`) {
    case `GET ${ownPaths.changes}`:
      remembered.outside?.lookUp(worker)
      return settle(remembered, worker)
    case `DELETE ${ownPaths.changes}`:
      remembered.changes.forget(worker)
      return jsonAnswer(200, {
        changed: remembered.pluginWrites.forget(worker) || remembered.changes.hasChanged(worker),
      })
    case `DELETE ${ownPaths.loss}`:
      remembered.outside?.lookUp(worker)
      return jsonAnswer(200, {
        lost: remembered.replacement.restore(worker),
        changed: remembered.changes.hasChanged(worker),
        ...rejectedTo(remembered, worker),
      })
    default:
      return undefined
  }
}

/** Asked by the run itself, it waits for the changes of all workers. */
async function settle(remembered: Remembered, worker: number): Promise<Answer> {
  const { changes, pluginWrites, sessions, replacement } = remembered
  const lost = replacement.restore(worker)
  const whose = worker === 0 ? undefined : worker
  const ended = sessions.endAll(whose)
  const { late, underWay } = await changes.settle(whose, SETTLE_MS)
  const plugins = pluginWrites.tell(worker)
  return jsonAnswer(200, {
    changed: changes.hasChanged(worker),
    ...(plugins.length > 0 && { plugins }),
    ...(ended.length > 0 && { ended }),
    ...(late.length > 0 && { late }),
    ...(underWay.length > 0 && { underWay }),
    ...(lost && { lost }),
    ...rejectedTo(remembered, worker),
  })
}

function rejectedTo({ rejected }: Remembered, worker: number): { readonly rejected?: Rejections } {
  const taken = rejected.take(worker)
  return taken ? { rejected: taken } : {}
}
