import { formatDate, roundedAndMoved, wallClock } from './date-arithmetic.ts'

/** Date math in a name: `<logs-{now/d}>` is `logs-2026.12.01` on that day. */
interface DateMath {
  /** The name that it gives now; `undefined` for what only the engine can read. */
  readonly gives: string | undefined
  /** What the name begins with whatever the time is: `logs-`. */
  readonly start: string
}

/** Reads a name as the engine does; `undefined` for one that is no date math. `now` in milliseconds since the Unix epoch. */
export function dateMathIn(name: string, now: number): DateMath | undefined {
  if (!name.startsWith('<') || !name.endsWith('>')) return undefined
  const pieces = piecesOf(name.slice(1, -1))
  if (!pieces) return { gives: undefined, start: '' }
  const start = typeof pieces[0] === 'string' ? pieces[0] : ''
  const texts = pieces.map((piece) => (typeof piece === 'string' ? piece : placeholder(piece.text, now)))
  return { gives: texts.every((text) => text !== undefined) ? texts.join('') : undefined, start }
}

/** Literal text and placeholders, one after the other; `undefined` for a text that the engine rejects. */
function piecesOf(inner: string): (string | { readonly text: string })[] | undefined {
  const pieces: (string | { readonly text: string })[] = []
  let literal = ''
  let text: string | undefined
  let inFormat = false
  let isEscaped = false
  for (const character of inner) {
    const wasEscaped: boolean = isEscaped
    isEscaped = character === '\\' && !wasEscaped
    if (character === '\\') {
      // The engine adds a doubled backslash to the text before the placeholder, even inside of one.
      if (wasEscaped) return undefined
    } else if (text === undefined) {
      if (character === '{' && !wasEscaped) text = ''
      else if (character === '}' && !wasEscaped) return undefined
      else literal += character
    } else if (character === '{' && !wasEscaped) {
      if (inFormat) return undefined
      inFormat = true
      text += character
    } else if (character === '}' && !wasEscaped && !inFormat) {
      if (literal) pieces.push(literal)
      pieces.push({ text })
      literal = ''
      text = undefined
    } else {
      if (character === '}' && !wasEscaped) inFormat = false
      text += character
    }
  }
  if (text !== undefined) return undefined
  if (literal) pieces.push(literal)
  return pieces.length > 0 ? pieces : undefined
}

/** What a placeholder gives: `now/d`, `now-1M{yyyy.MM|+01:00}`. */
function placeholder(text: string, now: number): string | undefined {
  const found = /^now((?:[+-]\d*[yMwdhHms]|\/[yMwdhHms])*)(?:\{([^{}|]+)(?:\|([^{}|]+))?\})?$/.exec(text)
  if (!found) return undefined
  const [, math = '', format = 'uuuu.MM.dd', zone = 'UTC'] = found
  const local = wallClock(now, zone)
  return local && formatDate(roundedAndMoved(local, math), format)
}
