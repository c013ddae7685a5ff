import { iamAction, isOptionalAction, type NameAskedBy } from '../../aws/actions/actions.ts'
import type { IamAction } from '../../aws/actions/iam-actions.ts'
import { readDenial } from '../../aws/permissions/denial.ts'
import type { RunNeeds } from '../../aws/permissions/grant.ts'
import { grantsOfServices, placeOf } from '../../aws/permissions/policy.ts'
import { untilAborted } from '../../base/until-aborted.ts'
import { type SignedRequest, sendSigned } from '../../clients/signed-request.ts'
import type { RunningService } from '../../contracts/run-context.ts'
import { CONNECT_IS_NOT_ENOUGH } from '../../errors/hints.ts'
import { readRejection, type ServiceRejection } from '../../errors/service-rejection.ts'
import { type DeniedAction, missingPermissions } from '../missing-permissions.ts'
import { PROBE, probeName } from '../permission-probe.ts'

export interface NeededActions {
  /** From which the run's policy is made. */
  readonly needs: RunNeeds
  /** One for each action. */
  readonly requests: readonly ActionRequest[]
  /** Whether the run only reads, so that it does not need the actions that write. */
  readonly isForReading?: boolean
  /** The error of a request that was denied before; thrown where all of `requests` are let in. */
  readonly denial?: unknown
}

/** More about the permissions of each service. */
const besides = {
  opensearch: { orIn: "the domain's access policy" },
  neptune: { remark: CONNECT_IS_NOT_ENOUGH },
}

/**
 * Asks a service whether it lets this identity do all that a run needs there, by requests that change nothing. Fails with
 * one PermissionError for all that is denied, or with `denial` where these requests are let in. Returns the denied
 * actions where the run needs none of them.
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
      url: endpoint.url,
      denied: [first, ...others],
      untold,
      grants: grantsOfServices(needs, { ...place, account: accountIn(String(first.error)) ?? account }),
      ...besides[endpoint.service],
    })
  }
  if (denial !== undefined) throw denial
  return denied.map(({ action }) => action)
}

/** `arn:aws:sts::111122223333:assumed-role/tests/ci` */
const accountIn = (text: string): string | undefined => /User: arn:[^:]+:(?:sts|iam)::(\d{12}):/.exec(text)?.[1]

/** The outcome of the requests that were rejected. */
interface DeniedActions {
  readonly denied: readonly DeniedAction[]
  /** Actions of requests that AWS rejected by naming another action: it did not tell whether it allows these. */
  readonly untold: readonly IamAction[]
}

/**
 * Sends all requests at the same time, and returns the actions that were denied. Every other answer says nothing about
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
    rejection: readRejection(await sendSigned({ ...signing, ...request })),
  }))
  const answers = await untilAborted(Promise.all(asked), signal)
  const known = answers.some(({ rejection }) => rejection.name === 'security_exception')
  const rejected = answers.filter(
    // An answer to HEAD has no body: where the engine itself rejects requests, this may be such a rejection.
    ({ request, rejection }) => isDenied(rejection) && !(known && request.method === 'HEAD'),
  )
  const byAction = new Map<IamAction, DeniedAction>()
  for (const { request, rejection } of rejected) {
    const action = actionOf(rejection, requests) ?? request.action
    const { target } = readDenial(rejection.message)
    if (!byAction.has(action)) byAction.set(action, { action, target, error: rejection })
  }
  const untold = rejected.map(({ request }) => request.action).filter((action) => !byAction.has(action))
  return { denied: [...byAction.values()], untold }
}

const isDenied = ({ status, name }: ServiceRejection): boolean => status === 403 && name === 'AccessDeniedException'

/** The action that AWS names, if the run needs it: Neptune may name the one of older engines, which allows nothing. */
function actionOf({ message }: ServiceRejection, requests: readonly ActionRequest[]): IamAction | undefined {
  const { action } = readDenial(message)
  return requests.find((request) => request.action === action)?.action
}

/** A request that changes nothing, and that one action of IAM allows. */
export interface ActionRequest extends Pick<SignedRequest, 'method' | 'path' | 'body'> {
  readonly action: IamAction
}

type Request = Omit<ActionRequest, 'action'>
type DomainRequests = Readonly<Record<NameAskedBy<'request', 'es'>, Request>>
type ClusterRequests = Readonly<Record<NameAskedBy<'request', 'neptune-db'>, Request>>

/** Requests about an index that does not exist, one for each action of a domain: its actions follow the HTTP method. */
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

/** Requests for each action of a cluster, whose actions follow the steps of a query: no step that changes is reached. */
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
