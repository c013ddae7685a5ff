/** A tar archive is made of such blocks, in bytes: one with what is known of a file, then its contents, filled up with zeros. */
const BLOCK = 512

/** Fields of the first block, by where they are in it and how many bytes they have; numbers are octal digits. */
const SIZE = { at: 124, bytes: 12 }
const CHECKSUM = { at: 148, bytes: 8 }
const TYPE_AT = 156

/** An ordinary file, also as archives of old write it. */
const ORDINARY = ['0', '\0']

/**
 * The same archive with other contents of the file that is its first, and nothing behind it: name, owner and mode stay as
 * they are. Fails with an Error where there is no file in it.
 */
export function withContents(tar: Buffer, edit: (contents: string) => string): Buffer {
  const at = ordinaryFileIn(tar)
  const header = Buffer.from(tar.subarray(at, at + BLOCK))
  const start = at + BLOCK
  const contents = Buffer.from(edit(tar.toString('utf8', start, start + sizeIn(header))))
  header.write(octal(contents.length, SIZE.bytes), SIZE.at, 'latin1')
  header.write(octal(checksumOf(header), CHECKSUM.bytes - 1), CHECKSUM.at, 'latin1')
  const end = Buffer.alloc(blocks(contents.length) - contents.length + 2 * BLOCK)
  return Buffer.concat([tar.subarray(0, at), header, contents, end])
}

/** Where its block begins; what comes before tells more of it than its own block has room for. */
function ordinaryFileIn(tar: Buffer): number {
  let at = 0
  while (at + BLOCK <= tar.length) {
    const header = tar.subarray(at, at + BLOCK)
    if (ORDINARY.includes(String.fromCharCode(header[TYPE_AT] ?? 0)) && header[0] !== 0) return at
    at += BLOCK + blocks(sizeIn(header))
  }
  throw new Error('There is no file in the archive.')
}

const sizeIn = (header: Buffer): number =>
  Number.parseInt(header.toString('latin1', SIZE.at, SIZE.at + SIZE.bytes), 8) || 0

/** The sum of all bytes, with spaces for the sum itself. */
const checksumOf = (header: Buffer): number =>
  Buffer.from(header)
    .fill(' ', CHECKSUM.at, CHECKSUM.at + CHECKSUM.bytes)
    .reduce((sum, byte) => sum + byte, 0)

/** As so many bytes, of which the last is a zero. */
const octal = (value: number, bytes: number): string => `${value.toString(8).padStart(bytes - 1, '0')}\0`

/** How many bytes the blocks have that so many bytes take. */
const blocks = (bytes: number): number => Math.ceil(bytes / BLOCK) * BLOCK
