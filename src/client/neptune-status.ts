import { ClientRejectedError } from '../errors.ts'
import type { AwsCredentials } from '../resource/credentials.ts'
import type { Endpoint } from '../resource/endpoint.ts'
import { sendSigned } from './signed-request.ts'

/** What Neptune answers at `/status`, as far as this package reads it (Neptune user guide, "Engine status"). */
export interface NeptuneStatus {
  readonly status: string
  readonly startTime: string
  readonly dbEngineVersion: string
  readonly role: string
  readonly gremlin: { readonly version: string }
}

/** Asks for `/status`. Fails with a ClientRejectedError for any answer but 200. */
export async function fetchNeptuneStatus(endpoint: Endpoint, credentials: AwsCredentials): Promise<NeptuneStatus> {
  const { status, body } = await sendSigned({ endpoint, credentials, method: 'GET', path: '/status' })
  if (status !== 200) {
    throw new ClientRejectedError([`GET ${endpoint.url}/status answered ${status}.`, body], {
      endpoint: endpoint.url,
      status,
    })
  }
  return JSON.parse(body) as NeptuneStatus
}
