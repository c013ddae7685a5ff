import type { Asked } from '../../base/lifetime.ts'
import { type Instructions, originalOf } from './bytecode.ts'
import { quoted, traversalText } from './traversal-text.ts'

/** What is asked, as a person writes it: `POST /_bulk`, `g.V().drop()`, `g.tx().commit()`, `indices.films`, or the script itself. */
export function askedText(asked: Asked): string {
  if ('fixture' in asked) return asked.fixture
  if ('method' in asked) return `${asked.method} ${asked.path}`
  const gremlin = originalOf(asked.gremlin)
  if (typeof gremlin === 'string') return quoted(gremlin)
  const { sourceInstructions = [], stepInstructions = [] } = (gremlin ?? {}) as Partial<Instructions>
  const [first] = sourceInstructions
  return first?.[0] === 'tx' ? `g.tx().${String(first[1])}()` : traversalText(stepInstructions)
}
