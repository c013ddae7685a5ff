/** A task, as `GET /_tasks` of an OpenSearch engine returns it. */
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

/** The task's id, which is the same in the whole cluster and never changes. */
export const idOf = ({ node, id }: Pick<Task, 'node' | 'id'>): string => `${node}:${id}`

/** The path at which a POST cancels the task. */
export const cancelPath = (task: Pick<Task, 'node' | 'id'>): string => `/_tasks/${idOf(task)}/_cancel`

/** Whether a request whose mark starts with this prefix has started the task; see the gate's `RequestMark`. */
export const isMarked = ({ headers }: Pick<Task, 'headers'>, prefix: string): boolean =>
  headers?.['X-Opaque-Id']?.startsWith(prefix) ?? false
