import { isAbsolute } from 'node:path'
import * as v from 'valibot'
import { isRunId } from '../../base/run-id.ts'
import { ProvisionError } from '../../errors/errors.ts'
import type { DaemonRequest } from '../protocol.ts'
import { unknownRequest } from './messages.ts'

/** A path of the user's, never one that is put together here. */
const path = v.pipe(v.string(), v.maxLength(4096), v.check(isAbsolute))

const text = v.pipe(v.string(), v.maxLength(4096))

/** A part of the name of a file: no separator, and no dot at its start. */
const namePart = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/i))

/** The shape of every run's id; a folder, and all that a run makes, is named for it. */
const runId = v.pipe(v.string(), v.check(isRunId))

const service = v.looseObject({
  release: v.looseObject({ engine: v.picklist(['opensearch', 'gremlin']), product: text, version: namePart }),
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  dataset: v.optional(path),
})

const timeMs = v.pipe(v.number(), v.minValue(0))

/** Those of `StandInOptions` by which something is found, made or removed. The others are checked where they are used. */
const options = v.looseObject({
  target: v.picklist(['local', 'containers']),
  region: text,
  root: path,
  cacheDirectory: path,
  opensearch: v.optional(service),
  neptune: v.optional(service),
  isolation: v.picklist(['exclusive', 'partition']),
  indices: v.picklist(['views', 'prefix']),
  startTimeoutMs: timeMs,
  idleTimeoutMs: timeMs,
  dataInMemory: v.boolean(),
})

const request = v.pipe(v.number(), v.integer(), v.minValue(0))

const requests = v.variant('method', [
  v.object({ request, method: v.picklist(['hello', 'close', 'status', 'end']), params: v.object({}) }),
  v.object({
    request,
    method: v.literal('open'),
    params: v.object({
      id: runId,
      workers: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1024)),
      options,
    }),
  }),
])

/** What a client asks the daemon for. Fails with a ProvisionError that names what is wrong with it. */
export function parseRequest(value: unknown): DaemonRequest {
  const parsed = v.safeParse(requests, value)
  // The other options are those of a client of the same version, which has checked them at its own door.
  if (parsed.success) return parsed.output as unknown as DaemonRequest
  const [issue] = parsed.issues
  const where = v.getDotPath(issue) ?? 'the request'
  throw new ProvisionError(unknownRequest(where, issue.message), { resource: 'daemon' })
}

/** The number of a request, also of an invalid one, by which its sender knows the answer; 0 where there is none. */
export function requestNumber(value: unknown): number {
  const number = typeof value === 'object' && value !== null && 'request' in value ? value.request : 0
  return v.is(request, number) ? number : 0
}
