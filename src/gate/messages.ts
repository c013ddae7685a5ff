/** What is said where a gate cannot be opened, and what it adds to what OpenSearch answers for want of room or memory. */
import type { Service } from '../base/endpoint.ts'

/** The gate's port is in use (`EADDRINUSE`), not allowed (`EACCES`), or cannot be listened on for another reason. */
export const cannotListen = (service: Service, port: number, reason: string, code: string | undefined) => [
  `The gate of ${service} cannot listen on 127.0.0.1:${port}.`,
  reason,
  code === 'EADDRINUSE' ? 'Stop what uses the port, or leave the port out to get a free one.' : undefined,
  code === 'EACCES' ? 'Choose a port above 1023.' : undefined,
]

/** A circuit breaker of OpenSearch tripped on what all requests take together; both numbers in bytes. */
export function heapIsFull(wanted: number | undefined, limit: number | undefined) {
  const sizes = wanted && limit ? ` (${toMb(wanted)} of ${toMb(limit)} MB)` : ''
  return `OpenSearch is out of heap memory${sizes} and rejected the request. This is a problem of the engine, not of your test: raise 'opensearch.heapMb'.`
}

/** OpenSearch is out of memory while other runs use it; `requests` are theirs: `worker 1: POST /_bulk (the run in /a)`. */
export const memoryIsShared = (requests: readonly string[]) =>
  `Runs share the engine's memory. ${
    requests.length > 0 ? `Under way for others: ${requests.join(', ')}` : 'Others have nothing under way now'
  }.`

const toMb = (bytes: number): string => Math.round(bytes / 1024 / 1024).toLocaleString('en')
