import type { JsonList, JsonMember, JsonNode, JsonObject, JsonScalar, JsonText } from './json-edits.ts'
import { ENTRY, type JsonTape } from './json-tape.ts'

/** The value of this entry of a tape. What it holds, and what its text is, is made out where it is asked for. */
export function nodeAt(tape: JsonTape, entry: number): JsonNode {
  switch (tape.bytes[tape.places[entry]!]) {
    case 0x7b:
      return new ObjectNode(tape, entry)
    case 0x5b:
      return new ListNode(tape, entry)
    case 0x22:
      return new TextNode(tape, entry)
    default:
      return new ScalarNode(tape, entry)
  }
}

class Entry {
  readonly start: number
  readonly end: number
  protected readonly tape: JsonTape
  protected readonly entry: number

  constructor(tape: JsonTape, entry: number) {
    this.start = tape.places[entry]!
    this.end = tape.places[entry + 1]!
    this.tape = tape
    this.entry = entry
  }
}

class ObjectNode extends Entry implements JsonObject {
  readonly kind = 'object'
  #members: readonly JsonMember[] | undefined

  get members(): readonly JsonMember[] {
    this.#members ??= membersOf(this.tape, this.entry)
    return this.#members
  }
}

class ListNode extends Entry implements JsonList {
  readonly kind = 'list'
  #items: readonly JsonNode[] | undefined

  get items(): readonly JsonNode[] {
    this.#items ??= itemsOf(this.tape, this.entry)
    return this.#items
  }
}

class TextNode extends Entry implements JsonText {
  readonly kind = 'text'

  get text(): string {
    return decoded(this.tape.bytes, this.start, this.end)
  }
}

class ScalarNode extends Entry implements JsonScalar {
  readonly kind = 'scalar'

  get text(): string {
    return this.tape.bytes.toString('latin1', this.start, this.end)
  }
}

function membersOf(tape: JsonTape, object: number): JsonMember[] {
  const { places, bytes } = tape
  const members: JsonMember[] = []
  const behind = places[object + 2]!
  for (let name = object + ENTRY; name < behind; ) {
    const value = name + ENTRY
    const [nameStart, nameEnd] = [places[name]!, places[name + 1]!]
    members.push({ name: decoded(bytes, nameStart, nameEnd), nameStart, nameEnd, value: nodeAt(tape, value) })
    name = places[value + 2]!
  }
  return members
}

function itemsOf(tape: JsonTape, list: number): JsonNode[] {
  const { places } = tape
  const items: JsonNode[] = []
  const behind = places[list + 2]!
  for (let item = list + ENTRY; item < behind; item = places[item + 2]!) items.push(nodeAt(tape, item))
  return items
}

/** What a text says, of which the quotes stand at these places. */
function decoded(bytes: Buffer, start: number, end: number): string {
  const spelt = bytes.toString('utf8', start + 1, end - 1)
  return spelt.includes('\\') ? (JSON.parse(`"${spelt}"`) as string) : spelt
}
