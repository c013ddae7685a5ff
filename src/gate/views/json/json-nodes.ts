import type { JsonList, JsonMember, JsonNode, JsonObject, JsonScalar, JsonText } from './json-edits.ts'
import { ENTRY, type JsonTape } from './json-tape.ts'

/** The value of this entry of a tape. What it holds, and what its text is, is made out where it is asked for. */
export function nodeAt(tape: JsonTape, entry: number): JsonNode {
  const start = tape.places[entry]!
  const end = tape.places[entry + 1]!
  switch (tape.bytes[start]) {
    case 0x7b:
      return new ObjectNode(tape, entry, start, end)
    case 0x5b:
      return new ListNode(tape, entry, start, end)
    case 0x22:
      return new TextNode(tape.bytes, start, end)
    default:
      return new ScalarNode(tape.bytes, start, end)
  }
}

class Place {
  readonly start: number
  readonly end: number

  constructor(start: number, end: number) {
    this.start = start
    this.end = end
  }
}

class ObjectNode extends Place implements JsonObject {
  readonly kind = 'object'
  readonly #tape: JsonTape
  readonly #entry: number
  #members: readonly JsonMember[] | undefined

  constructor(tape: JsonTape, entry: number, start: number, end: number) {
    super(start, end)
    this.#tape = tape
    this.#entry = entry
  }

  get members(): readonly JsonMember[] {
    if (this.#members !== undefined) return this.#members
    const { places, bytes } = this.#tape
    const members: JsonMember[] = []
    const behind = places[this.#entry + 2]!
    for (let name = this.#entry + ENTRY; name < behind; ) {
      const value = name + ENTRY
      const [nameStart, nameEnd] = [places[name]!, places[name + 1]!]
      members.push({ name: decoded(bytes, nameStart, nameEnd), nameStart, nameEnd, value: nodeAt(this.#tape, value) })
      name = places[value + 2]!
    }
    this.#members = members
    return members
  }
}

class ListNode extends Place implements JsonList {
  readonly kind = 'list'
  readonly #tape: JsonTape
  readonly #entry: number
  #items: readonly JsonNode[] | undefined

  constructor(tape: JsonTape, entry: number, start: number, end: number) {
    super(start, end)
    this.#tape = tape
    this.#entry = entry
  }

  get items(): readonly JsonNode[] {
    if (this.#items !== undefined) return this.#items
    const { places } = this.#tape
    const items: JsonNode[] = []
    const behind = places[this.#entry + 2]!
    for (let item = this.#entry + ENTRY; item < behind; item = places[item + 2]!) items.push(nodeAt(this.#tape, item))
    this.#items = items
    return items
  }
}

class TextNode extends Place implements JsonText {
  readonly kind = 'text'
  readonly #bytes: Buffer

  constructor(bytes: Buffer, start: number, end: number) {
    super(start, end)
    this.#bytes = bytes
  }

  get text(): string {
    return decoded(this.#bytes, this.start, this.end)
  }
}

class ScalarNode extends Place implements JsonScalar {
  readonly kind = 'scalar'
  readonly #bytes: Buffer

  constructor(bytes: Buffer, start: number, end: number) {
    super(start, end)
    this.#bytes = bytes
  }

  get text(): string {
    return this.#bytes.toString('latin1', this.start, this.end)
  }
}

/** What a text says, of which the quotes stand at these places. */
function decoded(bytes: Buffer, start: number, end: number): string {
  const spelt = bytes.toString('utf8', start + 1, end - 1)
  return spelt.includes('\\') ? (JSON.parse(`"${spelt}"`) as string) : spelt
}
