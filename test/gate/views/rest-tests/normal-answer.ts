import type { Exchanged } from './run-rest-test.ts'
import { isObject } from './stash.ts'

/** What an answer says, without what no two engines say alike. */
export interface NormalAnswer {
  readonly status: number
  readonly type: string
  readonly warnings: readonly string[]
  readonly body: unknown
}

/** APIs that measure: of their numbers, and of the words of their tables, only the form is compared. */
const MEASURES =
  /^(cat\.|nodes\.|tasks\.|cluster\.(stats|health|state|pending)|indices\.(stats|segments|recovery|shard_stores)|remote_store)/

/** Members whose values are made anew each time. */
const MADE = new Set([
  ...[
    '_scroll_id',
    'allocation_id',
    'build_hash',
    'cluster_name',
    'cluster_uuid',
    'creation_date',
    'creation_time',
    'ephemeral_id',
  ],
  ...[
    'history_uuid',
    'host',
    'http_address',
    'index_uuid',
    'ip',
    'name_of_node',
    'node',
    'pid',
    'pit_id',
    'primary_term_time',
  ],
  ...[
    'scroll_id',
    'state_uuid',
    'task',
    'timestamp',
    'took',
    'transport_address',
    'uuid',
    'version_map',
    'master_node',
  ],
  ...['cluster_manager_node', 'memory_size_in_bytes', 'keep_alive', 'start_time', 'end_time', 'duration', 'suppressed'],
])

/** Members whose inside is measured, in an answer of whatever API. */
const MEASURED = new Set(['profile', '_shards_stats', 'segment_stats'])

export function normalAnswer({ api, answer }: Exchanged): NormalAnswer {
  const { status, type, warnings } = answer
  return { status, type, warnings: [...warnings].sort(), body: normal(answer.body, MEASURES.test(api)) }
}

function normal(value: unknown, measures: boolean, name = ''): unknown {
  if (MADE.has(name) || /(_took|_time|_millis|_nanos|_micros|time_in_.*)$/.test(name)) return '·'
  if (Array.isArray(value)) return value.map((item) => normal(item, measures))
  if (isObject(value)) {
    const members = Object.entries(value).map(
      ([key, member]) => [text(key, false), normal(member, measures || MEASURED.has(key), key)] as const,
    )
    return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)))
  }
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return measures || isNow(value) ? '·' : value
  return typeof value === 'string' ? text(value, measures) : value
}

/** A text without ids and times that are made, and where it measures without numbers. */
function text(value: string, measures: boolean): string {
  const made = value
    .replace(/(?<![\w-])[\w-]{22}(?![\w-])/g, '·uuid·')
    .replace(/(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{20}(?![\w-])/g, '·id·')
    .replace(new RegExp(`${new Date().getUTCFullYear()}-\\d\\d-\\d\\d([T ][\\d:.,]+Z?)?`, 'g'), '·date·')
    .replace(/\b\d+\.\d+\.\d+\.\d+(:\d+)?\b/g, '·ip·')
    .replace(/\b1[67]\d{11}\b|\b1[89]\d{11}\b/g, '·ms·')
  if (!measures) return made
  return made.replace(/\b\d+(\.\d+)?(b|kb|mb|gb|ms|s|m|h|d|micros|nanos|%)?(?![\w.])/g, '·').replace(/ +/g, ' ')
}

/** A time of these days, in milliseconds. */
const isNow = (value: number): boolean => Math.abs(value - Date.now()) < 2 * 86_400_000
