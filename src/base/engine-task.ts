/** A task, as `GET /_tasks` of an OpenSearch engine tells of it. */
export interface Task {
  readonly node: string
  readonly id: number
  readonly action: string
  readonly description?: string
  readonly cancellable: boolean
  readonly cancelled?: boolean
  readonly running_time_in_nanos: number
  readonly headers?: { readonly 'X-Opaque-Id'?: string }
}

/** What is known of a task all over the cluster, and stays. */
export const idOf = ({ node, id }: Pick<Task, 'node' | 'id'>): string => `${node}:${id}`

/** Where a POST cancels it. */
export const cancelPath = (task: Pick<Task, 'node' | 'id'>): string => `/_tasks/${idOf(task)}/_cancel`

/** Whether it was asked for by a request whose mark starts with a prefix; see the gate's `RequestMark`. */
export const isMarked = ({ headers }: Pick<Task, 'headers'>, prefix: string): boolean =>
  headers?.['X-Opaque-Id']?.startsWith(prefix) ?? false
