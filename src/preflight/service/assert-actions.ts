import { iamAction, isOptionalAction, type NameAskedBy } from '../../aws/actions/actions.ts'
import type { IamAction } from '../../aws/actions/iam-actions.ts'
import { readDenial } from '../../aws/permissions/denial.ts'
import type { RunNeeds } from '../../aws/permissions/grant.ts'
import { grantsOfServices, placeOf } from '../../aws/permissions/policy.ts'
import { untilAborted } from '../../base/until-aborted.ts'
import { type SignedRequest, sendSigned } from '../../clients/signed-request.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { CONNECT_IS_NOT_ENOUGH } from '../../errors/neptune-actions-hint.ts'
import { readRefusal, type ServiceRefusal } from '../../errors/service-refusal.ts'
import { type DeniedAction, missingPermissions } from '../missing-permissions.ts'
import { PROBE, probeName } from '../permission-probe.ts'

export interface NeededActions {
  /** What the run's policy follows from. */
  readonly needs: RunNeeds
  /** One for each action. */
  readonly requests: readonly ActionRequest[]
  /** Whether the run only reads, and so can do without the actions that write. */
  readonly isForReading?: boolean
  /** What has been denied already. */
  readonly denial?: unknown
}

/** What else there is to know of permissions, by service. */
const besides = {
  opensearch: { orIn: "the domain's access policy" },
  neptune: { remark: CONNECT_IS_NOT_ENOUGH },
}

/**
 * Asks a service whether it lets this identity do all that a run needs there, by requests that change nothing. Fails with
 * one PermissionError for all that is denied, or with `denial` where these requests are let in. Returns which optional
 * actions are denied, where no other is.
 */
export async function assertActions(
  running: RunningService,
  { needs, requests, isForReading, denial }: NeededActions,
  signal: AbortSignal,
): Promise<readonly IamAction[]> {
  const { endpoint } = running
  const { denied, untold } = await deniedActions(running, requests, signal)
  const [first, ...others] = denied
  if (first && denied.some(({ action }) => !isOptionalAction(action, isForReading))) {
    const { account, ...place } = placeOf(needs)
    throw missingPermissions({
      what: `This run may not do all that it has to do at ${endpoint.url}`,
      denied: [first, ...others],
      untold,
      grants: grantsOfServices(needs, { ...place, account: accountIn(String(first.error)) ?? account }),
      resource: endpoint.url,
      ...besides[endpoint.service],
    })
  }
  if (denial !== undefined) throw denial
  return denied.map(({ action }) => action)
}

/** `arn:aws:sts::111122223333:assumed-role/tests/ci` */
const accountIn = (text: string): string | undefined => /User: arn:[^:]+:(?:sts|iam)::(\d{12}):/.exec(text)?.[1]

/** What of the requests was not let in. */
interface DeniedActions {
  readonly denied: readonly DeniedAction[]
  /** Those of requests that were refused for want of another action: whether they are allowed was not told. */
  readonly untold: readonly IamAction[]
}

/**
 * Sends the requests side by side, and tells for want of which actions some were refused. Every other answer says nothing of
 * permissions. Fails where there is no answer, or with the signal's reason.
 */
async function deniedActions(
  { endpoint, credentials, clock }: Pick<RunningService, 'endpoint' | 'credentials' | 'clock'>,
  requests: readonly ActionRequest[],
  signal: AbortSignal,
): Promise<DeniedActions> {
  const signing = { endpoint, credentials: await credentials(), ...(clock && { clock }) }
  const asked = requests.map(async (request) => ({
    request,
    refusal: readRejection(await sendSigned({ ...signing, ...request })),
  }))
  const answers = await untilAborted(Promise.all(asked), signal)
  const known = answers.some(({ refusal }) => refusal.name === 'security_exception')
  const refused = answers.filter(
    // An answer to HEAD has no words: where the engine itself refuses, it may be the engine's.
    ({ request, refusal }) => isDenied(refusal) && !(known && request.method === 'HEAD'),
  )
  const byAction = new Map<IamAction, DeniedAction>()
  for (const { request, refusal } of refused) {
    const action = actionOf(refusal, requests) ?? request.action
    const { target } = readDenial(refusal.message)
    if (!byAction.has(action)) byAction.set(action, { action, target, error: refusal })
  }
  const untold = refused.map(({ request }) => request.action).filter((action) => !byAction.has(action))
  return { denied: [...byAction.values()], untold }
}

const isDenied = ({ status, name }: ServiceRejection): boolean => status === 403 && name === 'AccessDeniedException'

/** The action that AWS names, where a run needs it: Neptune may name one of an older engine, which allows nothing. */
function actionOf({ message }: ServiceRejection, requests: readonly ActionRequest[]): IamAction | undefined {
  const { action } = readDenial(message)
  return requests.find((request) => request.action === action)?.action
}

/** A request that changes nothing where it is let in, and needs one action of IAM to be. */
export interface ActionRequest extends Pick<SignedRequest, 'method' | 'path' | 'body'> {
  readonly action: IamAction
}

type Request = Omit<ActionRequest, 'action'>
type DomainRequests = Readonly<Record<NameAskedBy<'request', 'es'>, Request>>
type ClusterRequests = Readonly<Record<NameAskedBy<'request', 'neptune-db'>, Request>>

/** What a run and its tests ask of a domain, whose actions go by the method: here about an index that is not there. */
export function domainRequests(): readonly ActionRequest[] {
  const path = `/${probeName()}`
  const requests: DomainRequests = {
    ESHttpDelete: { method: 'DELETE', path },
    ESHttpGet: { method: 'GET', path },
    ESHttpHead: { method: 'HEAD', path },
    ESHttpPost: { method: 'POST', path: `${path}/_search`, body: '{}' },
    ESHttpPut: { method: 'PUT', path: `${path}/_settings`, body: '{"index.blocks.write":null}' },
  }
  const names = Object.keys(requests) as (keyof DomainRequests)[]
  return names.map((name) => ({ action: iamAction('es', name), ...requests[name] }))
}

/** What a run and its tests ask of a cluster, whose actions go by the steps: of a query that comes to none that changes. */
export function clusterRequests(): readonly ActionRequest[] {
  const query = (steps: string): Request => {
    return { method: 'POST', path: '/gremlin', body: JSON.stringify({ gremlin: steps }) }
  }
  const requests: ClusterRequests = {
    DeleteDataViaQuery: query('g.inject(0).is(1).drop()'),
    GetEngineStatus: { method: 'GET', path: '/status' },
    ReadDataViaQuery: query(`g.V('${PROBE}').count()`),
    WriteDataViaQuery: query(`g.inject(0).is(1).addV('${PROBE}')`),
  }
  const names = Object.keys(requests) as (keyof ClusterRequests)[]
  return names.map((name) => ({ action: iamAction('neptune-db', name), ...requests[name] }))
}
