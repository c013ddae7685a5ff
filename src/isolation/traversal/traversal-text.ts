import type { Asked } from '../../base/lifetime.ts'
import type { Instruction, Instructions } from './bytecode.ts'
import { enumWord, nestedSteps, originalOf } from './bytecode.ts'

/** How much of a traversal a message quotes, in characters. */
const MAX_LENGTH = 200

/** As much of a traversal, or a script, as a message quotes. */
const quoted = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text)

/** A traversal as a person writes it, cut where it is long: `g.V().has('iata','BOS').drop()`. */
export function traversalText(steps: readonly Instruction[]): string {
  const text = `g${steps.map((step) => `.${stepText(step)}`).join('')}`
  return quoted(text)
}

function stepText([name, ...values]: Instruction): string {
  return `${name}(${values.map(valueText).join(',')})`
}

function valueText(value: unknown): string {
  const nested = nestedSteps(value)
  if (nested) return `__${nested.map((step) => `.${stepText(step)}`).join('')}`
  if (typeof value === 'string') return `'${value}'`
  if (Array.isArray(value)) return `[${value.map(valueText).join(',')}]`
  if (value instanceof Map)
    return `[${[...value].map(([key, item]) => `${valueText(key)}:${valueText(item)}`).join(',')}]`
  if (value instanceof Date) return value.toISOString()
  return enumWord(value) ?? String(value)
}

/** A request as a person writes it: `POST /_bulk`, `g.V().drop()`, `g.tx().commit()`, `indices.films`, or the script itself. */
export function askedText(asked: Asked): string {
  if ('fixture' in asked) return asked.fixture
  if ('method' in asked) return `${asked.method} ${asked.path}`
  const gremlin = originalOf(asked.gremlin)
  if (typeof gremlin === 'string') return quoted(gremlin)
  const { sourceInstructions = [], stepInstructions = [] } = (gremlin ?? {}) as Partial<Instructions>
  const [first] = sourceInstructions
  return first?.[0] === 'tx' ? `g.tx().${String(first[1])}()` : traversalText(stepInstructions)
}
