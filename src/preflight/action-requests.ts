import { iamAction, type NameAskedBy } from '../aws/actions/actions.ts'
import type { IamAction } from '../aws/actions/iam-actions.ts'
import type { SignedRequest } from '../clients/signed-request.ts'
import { probeName } from './probe-name.ts'

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
    ReadDataViaQuery: query("g.V('vaf-probe').count()"),
    WriteDataViaQuery: query("g.inject(0).is(1).addV('vaf-probe')"),
  }
  const names = Object.keys(requests) as (keyof ClusterRequests)[]
  return names.map((name) => ({ action: iamAction('neptune-db', name), ...requests[name] }))
}
