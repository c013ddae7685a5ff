import { messages } from './messages.ts'
import { NameRejected } from './view.ts'

/** What stands between the slashes of a target's path, not decoded. Empty segments at the end mean nothing, as in the engine. */
export function rawSegments(path: string): string[] {
  const segments = path.split('/')
  while (segments.at(-1) === '') segments.pop()
  return segments.slice(segments[0] === '' ? 1 : 0)
}

/**
 * The parameters of a query as the engine reads them: `;` separates like `&`, and what comes behind a `#` is not read. Fails
 * with NameRejected for an escape that means nothing, as the engine fails.
 */
export function decodeQuery(query: string): (readonly [name: string, value: string])[] {
  const end = query.indexOf('#')
  return (end < 0 ? query : query.slice(0, end))
    .split(/[&;]/)
    .map((piece) => piece.replace(/^=+/, ''))
    .filter(Boolean)
    .map((piece) => {
      const equals = piece.indexOf('=')
      const [name, value] = equals < 0 ? [piece, ''] : [piece.slice(0, equals), piece.slice(equals + 1)]
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))] as const
    })
}

/**
 * Decodes a segment of a path, or a part of a query, as the engine does: `%%` is a percent sign. Each character of the text
 * stands for one byte. Fails with NameRejected for an escape that means nothing.
 */
export function decode(text: string): string {
  if (!text.includes('%')) return text
  const bytes = text.replace(/%(%|[0-9a-fA-F]{2}|)/g, (whole, code: string) => {
    if (code === '') throw new NameRejected(messages.unreadEscape(text))
    return code === '%' ? '%' : String.fromCharCode(Number.parseInt(whole.slice(1), 16))
  })
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
