import type { WireHeader } from '../sigv4/canonical-request.ts'

const NAME = 'x-opaque-id'

/**
 * Has an engine know a request's tasks by a mark: it notes `X-Opaque-Id` with all that it does for a request, also in
 * the background, and returns it in the answer. What the client has given itself follows the mark, and is all that comes
 * back to it.
 */
export class RequestMark {
  readonly #mark: string

  constructor(mark: string) {
    this.#mark = mark
  }

  /** The headers of a request as they go on. */
  add(headers: readonly WireHeader[]): readonly WireHeader[] {
    if (!headers.some(isId)) return [...headers, [NAME, this.#mark]]
    return headers.map((header) => (isId(header) ? [header[0], `${this.#mark} ${header[1]}`] : header))
  }

  /** The headers of an answer as the client is to get them. */
  remove(headers: readonly WireHeader[]): readonly WireHeader[] {
    return headers.flatMap((header): readonly WireHeader[] => {
      if (!isId(header) || !header[1].startsWith(this.#mark)) return [header]
      const own = header[1].slice(this.#mark.length + 1)
      return own === '' ? [] : [[header[0], own]]
    })
  }
}

const isId = ([name]: WireHeader): boolean => name.toLowerCase() === NAME
