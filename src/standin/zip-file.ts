import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { PassThrough, Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createInflateRaw } from 'node:zlib'

/** A file or folder in a zip, as its central directory tells. */
export interface ZipEntry {
  /** As it stands there: it may lead anywhere. */
  readonly name: string
  /** Unpacked, in bytes. */
  readonly bytes: number
  readonly packedBytes: number
  readonly isDeflated: boolean
  /** Where its local header begins. */
  readonly offset: number
}

/** The longest central directory that is read, in bytes; that of a Java runtime has 50,000. */
const MOST_DIRECTORY_BYTES = 16 * 1024 * 1024

const END = { signature: 0x06054b50, bytes: 22, mostCommentBytes: 0xffff }
const CENTRAL = { signature: 0x02014b50, bytes: 46 }
const LOCAL = { signature: 0x04034b50, bytes: 30 }
const [STORED, DEFLATED] = [0, 8]

/**
 * A zip, read piece by piece: its entries are inflated beside this thread, and none is in memory as a whole. Encrypted
 * ones, those of several parts and those beyond 4 GB are refused. Checksums are not compared: the SHA-256 of the archive was.
 */
export class ZipFile {
  readonly #file: FileHandle
  readonly #path: string
  readonly entries: readonly ZipEntry[]

  private constructor(file: FileHandle, path: string, entries: readonly ZipEntry[]) {
    this.#file = file
    this.#path = path
    this.entries = entries
  }

  /** Fails with the error of the file system, or with one that says that it is no zip that can be read. */
  static async open(path: string): Promise<ZipFile> {
    const file = await open(path)
    try {
      return new ZipFile(file, path, await readEntries(file, path))
    } catch (cause) {
      await file.close()
      throw cause
    }
  }

  /**
   * Writes what an entry holds to a new file with this mode, and returns its SHA-256, in hex. Fails with the error of the
   * file system or of zlib, or where the entry has another length than the directory says, before a byte more is written.
   */
  async extract(entry: ZipEntry, to: string, mode: number): Promise<string> {
    const hash = createHash('sha256')
    await pipeline(
      await this.#packed(entry),
      entry.isDeflated ? createInflateRaw() : new PassThrough(),
      checked(entry, this.#path, hash),
      createWriteStream(to, { flags: 'wx', mode }),
    )
    return hash.digest('hex')
  }

  async #packed({ offset, packedBytes }: ZipEntry): Promise<Readable> {
    const header = await readAt(this.#file, offset, LOCAL.bytes)
    if (header.length < LOCAL.bytes || header.readUInt32LE(0) !== LOCAL.signature) throw unreadable(this.#path)
    if (packedBytes === 0) return Readable.from([])
    const start = offset + LOCAL.bytes + header.readUInt16LE(26) + header.readUInt16LE(28)
    return createReadStream(this.#path, { start, end: start + packedBytes - 1 })
  }

  async close(): Promise<void> {
    await this.#file.close()
  }
}

async function readEntries(file: FileHandle, path: string): Promise<ZipEntry[]> {
  const { size } = await file.stat()
  const tail = await readAt(
    file,
    Math.max(0, size - END.bytes - END.mostCommentBytes),
    END.bytes + END.mostCommentBytes,
  )
  const at = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (at < 0 || tail.length - at < END.bytes) throw unreadable(path)
  const [count, bytes, offset] = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)]
  if (bytes > MOST_DIRECTORY_BYTES) throw unreadable(path)
  const directory = await readAt(file, offset, bytes)
  const entries: ZipEntry[] = []
  for (let position = 0; entries.length < count; ) {
    if (position + CENTRAL.bytes > directory.length) throw unreadable(path)
    const head = directory.subarray(position)
    const method = head.readUInt16LE(10)
    const isEncrypted = (head.readUInt16LE(8) & 1) !== 0
    if (head.readUInt32LE(0) !== CENTRAL.signature || isEncrypted || (method !== STORED && method !== DEFLATED)) {
      throw unreadable(path)
    }
    const [name, extra, comment] = [head.readUInt16LE(28), head.readUInt16LE(30), head.readUInt16LE(32)]
    entries.push({
      name: head.toString('utf8', CENTRAL.bytes, CENTRAL.bytes + name),
      bytes: head.readUInt32LE(24),
      packedBytes: head.readUInt32LE(20),
      isDeflated: method === DEFLATED,
      offset: head.readUInt32LE(42),
    })
    position += CENTRAL.bytes + name + extra + comment
  }
  return entries
}

/** Fewer bytes at the end of the file. */
async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
  return buffer.subarray(0, bytesRead)
}

/** Hashes and passes on as many bytes as the entry is said to have, and fails where it has others. */
function checked({ name, bytes }: ZipEntry, path: string, hash: Hash) {
  return async function* (chunks: AsyncIterable<Buffer>) {
    let length = 0
    for await (const chunk of chunks) {
      length += chunk.length
      if (length > bytes) break
      hash.update(chunk)
      yield chunk
    }
    if (length !== bytes) throw new Error(`${path} has an entry of another length than it says: ${name}`)
  }
}

const unreadable = (path: string) => new Error(`${path} is no zip that can be read.`)
