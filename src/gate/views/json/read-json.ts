import { isUtf8 } from 'node:buffer'
import { inSlices } from '../../gremlin/in-slices.ts'
import { messages } from '../messages.ts'
import { NameRejected } from '../view.ts'
import type { JsonEdits, JsonList, JsonMember, JsonNode, JsonObject } from './json-edits.ts'
import { nodeAt } from './json-nodes.ts'
import { JsonTape } from './json-tape.ts'

/**
 * Reads the first value of a JSON text at one go, in about 10 ms for 1 MB. What follows it stays as it is: the engine
 * reads one value of a body. Fails with MalformedJson for a text that the engine cannot read either, which can go on to it as
 * it is; and with NameRejected for one that is not in UTF-8.
 */
export function readJson(text: Buffer): JsonEdits {
  const tape = new JsonTape(inUtf8(text))
  tape.readOn(Number.POSITIVE_INFINITY)
  return new ReadText(tape)
}

/** As `readJson`, for texts of any length: a long one is read in slices, between which others have the thread. */
export function readLongJson(text: Buffer): JsonEdits | Promise<JsonEdits> {
  const tape = new JsonTape(inUtf8(text))
  return inSlices(
    tape.bytes.length,
    (bytes) => tape.readOn(bytes),
    () => new ReadText(tape),
  )
}

/**
 * A text whose first bytes say UTF-16 is read as that, as the engine does. Other texts have to be UTF-8: the engine reads some
 * byte sequences that are not, and could find names in them.
 */
function inUtf8(text: Buffer): Buffer {
  const [first, second] = text
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
  const isLittle = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0)
  if (isBig || isLittle) return Buffer.from(new TextDecoder(isBig ? 'utf-16be' : 'utf-16le').decode(text))
  if (!isUtf8(text)) throw new NameRejected(messages.notUtf8)
  // What marks the byte order is no part of the text.
  return text.length > 2 && text.readUIntBE(0, 3) === 0xefbbbf ? text.subarray(3) : text
}

/** What stands in place of the bytes from `start` to `end`. */
interface Splice {
  readonly start: number
  readonly end: number
  readonly text: string
}

class ReadText implements JsonEdits {
  readonly root: JsonNode
  readonly #bytes: Buffer
  /** By where they start. */
  readonly #replaced = new Map<number, Splice>()
  readonly #changed = new Map<number, Changed>()

  constructor(tape: JsonTape) {
    this.#bytes = tape.bytes
    this.root = nodeAt(tape, 0)
  }

  replace({ start, end }: JsonNode, value: unknown): void {
    this.#replaced.set(start, { start, end, text: JSON.stringify(value) })
  }

  rename({ nameStart, nameEnd }: JsonMember, name: string): void {
    this.#replaced.set(nameStart, { start: nameStart, end: nameEnd, text: JSON.stringify(name) })
  }

  add(object: JsonObject, name: string, value: unknown): void {
    this.#changesOf(object).added.push(`${JSON.stringify(name)}:${JSON.stringify(value)}`)
  }

  remove(object: JsonObject, member: JsonMember): void {
    this.#changesOf(object).removed.add(member.nameStart)
  }

  removeItem(list: JsonList, item: JsonNode): void {
    this.#changesOf(list).removed.add(item.start)
  }

  bytes(): Buffer {
    // What is taken out stays out, also where it was replaced at the same place.
    const splices = [...[...this.#changed.values()].flatMap(splicesOf), ...this.#replaced.values()]
    if (splices.length === 0) return this.#bytes
    splices.sort(inOrder)
    const pieces: Buffer[] = []
    let at = 0
    for (const { start, end, text } of splices) {
      if (start < at) continue
      pieces.push(this.#bytes.subarray(at, start), Buffer.from(text))
      at = end
    }
    pieces.push(this.#bytes.subarray(at))
    return Buffer.concat(pieces)
  }

  #changesOf(node: JsonObject | JsonList): Changed {
    const changes = this.#changed.get(node.start) ?? { node, added: [], removed: new Set() }
    this.#changed.set(node.start, changes)
    return changes
  }
}

/** By their places; what is only put in comes first; and of two that lie in each other the outer, which takes the place of both. */
function inOrder(one: Splice, other: Splice): number {
  const puttingIn = Number(other.start === other.end) - Number(one.start === one.end)
  return one.start - other.start || puttingIn || other.end - one.end
}

/** An object with members that come and go, or a list with items that go; those that go by where they start. */
interface Changed {
  readonly node: JsonObject | JsonList
  readonly added: string[]
  readonly removed: Set<number>
}

/** Commas go with what is taken out: the one behind it, and for the last ones the one before them. */
function splicesOf({ node, added, removed }: Changed): Splice[] {
  const parts = partsOf(node)
  const splices: Splice[] = []
  const last = parts.findLastIndex(({ start }) => !removed.has(start))
  for (const [at, { start }] of parts.slice(0, last + 1).entries()) {
    if (removed.has(start)) splices.push({ start, end: parts[at + 1]!.start, text: '' })
  }
  if (last < 0 && parts.length > 0) {
    // The engine writes an empty object as `{ }` where it writes lines.
    const isSpaced = parts[0]!.start > node.start + 1
    splices.push({ start: node.start + 1, end: node.end - 1, text: isSpaced ? ' ' : '' })
  } else if (last < parts.length - 1) {
    splices.push({ start: parts[last]!.end, end: parts.at(-1)!.end, text: '' })
  }
  if (added.length > 0) {
    const text = added.join() + (last < 0 ? '' : ',')
    splices.push({ start: node.start + 1, end: node.start + 1, text })
  }
  return splices
}

const partsOf = (node: JsonObject | JsonList): readonly { readonly start: number; readonly end: number }[] =>
  node.kind === 'list' ? node.items : node.members.map(({ nameStart, value }) => ({ start: nameStart, end: value.end }))
