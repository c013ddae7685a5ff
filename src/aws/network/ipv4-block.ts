/** A block of addresses, such as `203.0.113.0/24`; a single address has a length of 32. */
export interface Ipv4Block {
  /** The first address, as a number. */
  readonly first: number
  /** How many leading bits all addresses share, 0 to 32. */
  readonly length: number
}

/** All addresses. */
export const EVERYBODY: Ipv4Block = { first: 0, length: 0 }

/** Reads `203.0.113.7` or `203.0.113.0/24`; `undefined`: it is neither. Bits beyond the length are ignored. */
export function readBlock(text: string): Ipv4Block | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text.trim())
  if (!parts) return undefined
  const bytes = parts.slice(1, 5).map(Number)
  const length = Number(parts[5] ?? 32)
  if (length > 32 || bytes.some((byte) => byte > 255)) return undefined
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  return { first: address - (address % sizeOf({ length })), length }
}

/** `203.0.113.7/32`. */
export function writeBlock({ first, length }: Ipv4Block): string {
  return `${[24, 16, 8, 0].map((shift) => (first >>> shift) & 255).join('.')}/${length}`
}

/** Whether every address of the block is in one of the others. */
export function isCovered(block: Ipv4Block, others: readonly Ipv4Block[]): boolean {
  if (others.some((other) => contains(other, block))) return true
  const within = others.filter((other) => contains(block, other))
  return within.length > 0 && halves(block).every((half) => isCovered(half, within))
}

export function contains(outer: Ipv4Block, inner: Ipv4Block): boolean {
  return inner.length >= outer.length && inner.first - (inner.first % sizeOf(outer)) === outer.first
}

function halves({ first, length }: Ipv4Block): readonly Ipv4Block[] {
  const half = { first, length: length + 1 }
  return [half, { ...half, first: first + sizeOf(half) }]
}

const sizeOf = ({ length }: { readonly length: number }): number => 2 ** (32 - length)
