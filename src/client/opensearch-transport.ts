import { buffer } from 'node:stream/consumers'
import type { ApiError, ApiResponse } from '@opensearch-project/opensearch'
import { errors, Transport } from '@opensearch-project/opensearch'
import type { CredentialsProvider } from '../resource/credentials.ts'
import { closedError } from './opensearch-connection.ts'

type Send = Transport['request']
type RequestParams = Parameters<Send>[0]
type RequestOptions = NonNullable<Parameters<Send>[1]>
type Callback = (error: ApiError, result: ApiResponse) => void
/** A promise of the answer that can be aborted; the official client does not export its name. */
type Sending = ReturnType<(typeof Transport.prototype)['request']> & Promise<ApiResponse>

/**
 * The class of transport that makes a request ready to be signed: the credentials have been fetched, and a body that
 * is a stream has been read, since its hash goes into the signature. A failure of either is the request's, not repeated.
 */
export function preparingTransport(credentials: CredentialsProvider): typeof Transport {
  class PreparingTransport extends Transport {
    override request(params: RequestParams, options?: RequestOptions | Callback, callback?: Callback): Sending {
      const done = typeof options === 'function' ? options : callback
      const settings = typeof options === 'function' ? {} : options
      let sent: { abort(): void } | undefined
      let isAborted = false
      const ready = Promise.all([withoutStreams(params), credentials()]).then(([prepared]) => {
        // Closing takes the connections away, which the official client would report as a cluster without nodes.
        if (this.connectionPool.connections.length === 0) throw closedError()
        if (isAborted) throw new errors.RequestAbortedError('Request aborted')
        return prepared
      })
      const abort = () => {
        isAborted = true
        sent?.abort()
      }
      if (done) {
        ready
          .then((prepared) => {
            sent = super.request(prepared, settings, done)
          })
          .catch(done as (error: unknown) => void)
        return { abort } as Sending
      }
      const answer = ready.then((prepared) => {
        const sending = super.request(prepared, settings)
        sent = sending
        return sending
      })
      return Object.assign(answer, { abort })
    }
  }
  return PreparingTransport
}

async function withoutStreams(params: RequestParams): Promise<RequestParams> {
  const { body, bulkBody } = params
  if (isStream(body)) return { ...params, body: await buffer(body) }
  if (isStream(bulkBody)) return { ...params, bulkBody: await buffer(bulkBody) }
  return params
}

function isStream(body: unknown): body is NodeJS.ReadableStream {
  return typeof body === 'object' && body !== null && 'pipe' in body && typeof body.pipe === 'function'
}
