import type { FileToRead } from './read-blocks.ts'
import { readBlocks } from './read-blocks.ts'

/** The largest file that is read as one text, in bytes: an engine takes no more in one request. */
const LARGEST_TEXT = 100 * 1024 * 1024

/** The text of a file, without a byte order mark; undefined after what is wrong with the file has been added as a problem. */
export function readText(file: FileToRead): string | undefined {
  const blocks: Buffer[] = []
  let size = 0
  const reading = readBlocks(file)
  for (let block = reading.next(); ; block = reading.next()) {
    if (block.done) return block.value ? Buffer.concat(blocks).toString() : undefined
    blocks.push(block.value.bytes)
    size += block.value.bytes.length
    if (size <= LARGEST_TEXT) continue
    reading.return(false)
    file.problems.add(file.name, undefined, `it is larger than ${LARGEST_TEXT / 1024 / 1024} MiB`)
    return undefined
  }
}
