import { isUtf8 } from 'node:buffer'
import type { Hash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { messageOf } from '../errors/errors.ts'
import type { ProblemList } from './problems.ts'

/** Some whole lines of a file. Only the last block of a file may lack its line feed. */
interface Block {
  readonly bytes: Buffer
  /** The number of its first line, counted from 1. */
  readonly line: number
}

export interface FileToRead {
  readonly path: string
  /** What problems call it. */
  readonly name: string
  readonly problems: ProblemList
  /** Gets every byte that is read. */
  readonly hash?: Hash | undefined
}

/** How much is read at a time, in bytes. A block is larger only where a line is. */
const BLOCK_BYTES = 1024 * 1024

/** The longest line, in bytes: OpenSearch takes requests of up to 100 MiB, and a string of V8 holds 512 MiB. */
const LONGEST_LINE = 100 * 1024 * 1024

/**
 * Reads a file in blocks of whole lines of UTF-8, without its byte order mark. Holds one block, and blocks the thread.
 *
 * A file that cannot be read to its end is a problem: what is no regular file (opening a FIFO would wait for a writer),
 * a line beyond `LONGEST_LINE`, another encoding (a table saved as Latin-1 would silently lose its umlauts). Returns
 * whether all of it was read.
 */
export function* readBlocks({ path, name, problems, hash }: FileToRead): Generator<Block, boolean> {
  const file = open(path, name, problems)
  if (file === undefined) return false
  try {
    let line = 1
    for (const bytes of wholeLines(file, hash)) {
      if (bytes === TOO_LONG) {
        const longest = LONGEST_LINE / 1024 / 1024
        problems.add(name, line, `the line is longer than ${longest} MiB; nothing after it was read`)
        return false
      }
      const text = line === 1 ? withoutMark(bytes) : bytes
      if (!isUtf8(text)) {
        problems.add(name, line + linesBeforeBadUtf8(text), 'it is not encoded in UTF-8')
        return false
      }
      yield { bytes: text, line }
      line += countLineFeeds(bytes)
    }
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
    problems.add(name, undefined, `it cannot be read: ${messageOf(error)}`)
    return false
  } finally {
    closeSync(file)
  }
}

function open(path: string, name: string, problems: ProblemList): number | undefined {
  let file: number
  try {
    // Not blocking: opening a FIFO waits for its writer otherwise.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    // A socket cannot be opened at all.
    const isSocket = (error as NodeJS.ErrnoException).code === 'ENXIO'
    problems.add(name, undefined, isSocket ? 'it is a socket, not a file' : `it cannot be read: ${messageOf(error)}`)
    return undefined
  }
  const stats = fstatSync(file)
  if (stats.isFile()) return file
  closeSync(file)
  const type = stats.isDirectory() ? 'folder' : stats.isFIFO() ? 'FIFO' : stats.isSocket() ? 'socket' : 'device'
  problems.add(name, undefined, `it is a ${type}, not a file`)
  return undefined
}

const TOO_LONG = Symbol('a line that is too long')

function* wholeLines(file: number, hash: Hash | undefined): Generator<Buffer | typeof TOO_LONG> {
  let begun: Buffer[] = []
  let begunBytes = 0
  for (;;) {
    const chunk = Buffer.allocUnsafe(BLOCK_BYTES)
    const length = readSync(file, chunk, 0, BLOCK_BYTES, null)
    if (length === 0) break
    const bytes = chunk.subarray(0, length)
    hash?.update(bytes)
    const end = bytes.lastIndexOf(LINE_FEED) + 1
    if (end > 0) {
      if (begunBytes + bytes.indexOf(LINE_FEED) > LONGEST_LINE) return yield TOO_LONG
      yield begun.length === 0 ? bytes.subarray(0, end) : Buffer.concat([...begun, bytes.subarray(0, end)])
      begun = []
      begunBytes = 0
    }
    if (end < length) {
      begun.push(bytes.subarray(end))
      begunBytes += length - end
    }
    if (begunBytes > LONGEST_LINE) return yield TOO_LONG
  }
  if (begunBytes > 0) yield Buffer.concat(begun)
}

const LINE_FEED = 0x0a

function countLineFeeds(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1
  return count
}

function linesBeforeBadUtf8(bytes: Buffer): number {
  let start = 0
  for (let lines = 0; ; lines += 1) {
    const end = bytes.indexOf(LINE_FEED, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return lines
    start = end + 1
  }
}

function withoutMark(bytes: Buffer): Buffer {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes
}

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
