import type { DocumentBatch, DocumentsTask } from './dataset-task.ts'
import { Problems } from './problems.ts'
import { readBlocks } from './read-blocks.ts'
import { readDocuments } from './read-documents.ts'

/** How much goes into one bulk request, in characters; larger ones gain nothing. */
const BATCH_LENGTH = 4_000_000

/** How many documents go into one bulk request: the answer says something of each, and is parsed in one piece. */
const BATCH_COUNT = 5_000

/**
 * The bodies of the bulk requests for an NDJSON file, documents as they are spelt but for their `_id`. Holds one of them.
 * Fails with a DatasetError where the file is no longer as it was when it was checked.
 */
export function* documentBatches({ path, name }: DocumentsTask): Generator<DocumentBatch> {
  const problems = new Problems()
  const encoder = new TextEncoder()
  let texts: string[] = []
  let lines: number[] = []
  let length = 0
  const batch = (): DocumentBatch => {
    const made = { body: encoder.encode(texts.join('')), lines: Uint32Array.from(lines) }
    texts = []
    lines = []
    length = 0
    return made
  }
  for (const block of readBlocks({ path, name, problems })) {
    for (const read of readDocuments(block.bytes.toString(), block.line)) {
      if ('problem' in read) {
        problems.add(name, read.line, read.problem)
        continue
      }
      const { id, source, line } = read
      texts.push(id === undefined ? '{"index":{}}\n' : `{"index":${JSON.stringify({ _id: id })}}\n`, source, '\n')
      lines.push(line)
      length += source.length
      if (length >= BATCH_LENGTH || lines.length >= BATCH_COUNT) yield batch()
    }
  }
  problems.throwIfAny(name, path)
  if (lines.length > 0) yield batch()
}
