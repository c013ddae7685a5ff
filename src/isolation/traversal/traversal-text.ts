import type { Instruction } from './bytecode.ts'
import { enumWord, nestedSteps } from './bytecode.ts'

/** How much of a traversal a message quotes, in characters. */
const MAX_LENGTH = 200

/** As much of a traversal, or a script, as a message quotes. */
export const quoted = (text: string): string => (text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text)

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
