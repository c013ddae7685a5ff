import { parse } from 'yaml'

/** An answer, and what its body says. */
export interface RestAnswer {
  readonly status: number
  /** The media type, without its parameters. */
  readonly type: string
  /** The texts of its deprecation warnings. */
  readonly warnings: readonly string[]
  /** What was received, as text. */
  readonly text: string
  /** JSON and YAML as values, all else as text. `undefined` where there is none. */
  readonly body: unknown
}

export function restAnswer(status: number, type: string, warnings: readonly string[], bytes: Buffer): RestAnswer {
  const text = bytes.toString('utf8')
  const [media = ''] = type.split(';')
  return {
    ...{ status, type: media.trim(), text, body: bodyOf(media, text) },
    warnings: warnings.flatMap((header) =>
      [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, said = '']) => said.replace(/\\(.)/g, '$1')),
    ),
  }
}

function bodyOf(media: string, text: string): unknown {
  if (text === '') return media === '' ? undefined : ''
  if (media.includes('json')) return JSON.parse(text, whole as (name: string, value: unknown) => unknown)
  if (media.includes('yaml')) return parse(text)
  return text
}

/** Integers that a number cannot hold become a BigInt. */
function whole(_name: string, value: unknown, { source }: { source?: string } = {}): unknown {
  if (typeof value !== 'number' || source === undefined || !/^-?\d+$/.test(source)) return value
  return Number.isSafeInteger(value) ? value : BigInt(source)
}
