import type { BodyEdit } from '../../relay/relay-hook.ts'

/** Edits a whole body, once it is there. */
export function readAll(edit: (body: Buffer) => Buffer | Promise<Buffer>): BodyEdit {
  const chunks: Buffer[] = []
  return {
    readsAll: true,
    push(chunk) {
      chunks.push(chunk)
      return nothing
    },
    end: () => edit(Buffer.concat(chunks)),
  }
}

const nothing = Buffer.alloc(0)
