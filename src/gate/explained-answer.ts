import { type Answer, jsonAnswer } from './service-answer.ts'

/** An answer in which OpenSearch says that it failed, with a word of the gate's after the engine's own reason. */
export function explainedAnswer(status: number, body: string, word: string): Answer {
  try {
    const said = JSON.parse(body) as { error?: { reason?: unknown } }
    const error = { ...said.error, reason: [said.error?.reason, word].filter(Boolean).join('. ') }
    return jsonAnswer(status, { ...said, error })
  } catch {
    // Cut short, or none: its own words come first.
    return jsonAnswer(status, { error: { reason: `${body} ${word}` }, status })
  }
}
