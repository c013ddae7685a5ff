import type { SignedRequest } from '../clients/signed-request.ts'
import { probeName } from './probe-name.ts'

/** A request that changes nothing where it is let in, and needs one action of IAM to be. */
export interface ActionRequest extends Pick<SignedRequest, 'method' | 'path' | 'body'> {
  readonly action: string
}

/** What a run and its tests ask of a domain, whose actions go by the method: here about an index that is not there. */
export function domainRequests(): readonly ActionRequest[] {
  const path = `/${probeName()}`
  return [
    { action: 'es:ESHttpDelete', method: 'DELETE', path },
    { action: 'es:ESHttpGet', method: 'GET', path },
    { action: 'es:ESHttpHead', method: 'HEAD', path },
    { action: 'es:ESHttpPost', method: 'POST', path: `${path}/_search`, body: '{}' },
    { action: 'es:ESHttpPut', method: 'PUT', path: `${path}/_settings`, body: '{"index.blocks.write":null}' },
  ]
}

/** What a run and its tests ask of a cluster, whose actions go by the steps: of a query that comes to none that changes. */
export function clusterRequests(): readonly ActionRequest[] {
  const query = (action: string, steps: string): ActionRequest => {
    return { action, method: 'POST', path: '/gremlin', body: JSON.stringify({ gremlin: steps }) }
  }
  return [
    { action: 'neptune-db:GetEngineStatus', method: 'GET', path: '/status' },
    query('neptune-db:ReadDataViaQuery', "g.V('vaf-probe').count()"),
    query('neptune-db:WriteDataViaQuery', "g.inject(0).is(1).addV('vaf-probe')"),
    query('neptune-db:DeleteDataViaQuery', 'g.inject(0).is(1).drop()'),
  ]
}
