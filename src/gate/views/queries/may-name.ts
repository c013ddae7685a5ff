import { isUtf8 } from 'node:buffer'

/** What a search, a query or a template that names something has in its bytes. */
const NAMING = ['index', 'indices', '\\', 'script', 'pipeline', '"pit"', 'wrapper', 'template', 'collate', '"id"']

/** What is longer takes as much time to search for all words as to read it, which is done in slices. */
const LONG = 1024 * 1024

/** Whether a body may name something, by its bytes: most searches do not, and are never read. About 2 ms for 1 MB. */
export function mayName(body: Buffer): boolean {
  if (body.length > LONG) return true
  // Zeros are letters of UTF-16, and what is not in UTF-8 may spell a word in a second form.
  return NAMING.some((word) => body.includes(word, 0, 'latin1')) || body[0] === 0 || body[1] === 0 || !isUtf8(body)
}
