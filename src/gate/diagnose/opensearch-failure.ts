/** What OpenSearch says of one thing that failed. */
export interface Failure {
  readonly type?: string
  readonly reason?: string
  readonly bytes_wanted?: number
  readonly bytes_limit?: number
  readonly root_cause?: readonly Failure[]
  readonly caused_by?: Failure
}

/** Why a request failed as a whole; `undefined` where its answer does not say so. What failed of its parts is elsewhere in it. */
export function failureIn(body: string): Failure | undefined {
  try {
    return (JSON.parse(body) as { readonly error?: Failure } | null)?.error
  } catch {
    // Cut short, or none.
    return undefined
  }
}
