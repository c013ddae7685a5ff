import { type Answer, jsonAnswer } from '../answer.ts'

interface Failure {
  readonly reason?: unknown
  readonly root_cause?: unknown
}

/**
 * An answer in which OpenSearch says that it failed, with a word of the gate's beside the engine's own reason, and beside
 * that of each cause: these are what its official client prints.
 */
export function explainedAnswer(status: number, body: string, explain: (reason: string) => string): Answer {
  const explained = <Said extends Failure>(said: Said): Said => ({
    ...said,
    reason: explain(String(said.reason ?? '')),
  })
  try {
    const said = JSON.parse(body) as { readonly error?: Failure | string }
    if (typeof said.error === 'string') return jsonAnswer(status, { ...said, error: explain(said.error) })
    const { root_cause: causes } = said.error ?? {}
    const error = {
      ...explained(said.error ?? {}),
      ...(Array.isArray(causes) && { root_cause: (causes as Failure[]).map(explained) }),
    }
    return jsonAnswer(status, { ...said, error })
  } catch {
    // Cut short, or none.
    return jsonAnswer(status, { error: { reason: explain(body) }, status })
  }
}

/** What is said first, and what explains it. */
export const followedBy =
  (word: string) =>
  (reason: string): string =>
    [reason, word].filter(Boolean).join('. ')
