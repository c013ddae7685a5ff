/** A value in a JSON text, and where it stands: from its first byte to behind its last. */
export type JsonNode = JsonObject | JsonList | JsonText | JsonScalar

interface Placed {
  readonly start: number
  readonly end: number
}

export interface JsonObject extends Placed {
  readonly kind: 'object'
  /** In their order. */
  readonly members: readonly JsonMember[]
}

export interface JsonMember {
  /** Decoded. */
  readonly name: string
  /** Where the name stands, its quotes included. */
  readonly nameStart: number
  readonly nameEnd: number
  readonly value: JsonNode
}

export interface JsonList extends Placed {
  readonly kind: 'list'
  readonly items: readonly JsonNode[]
}

export interface JsonText extends Placed {
  readonly kind: 'text'
  /** Decoded. */
  readonly text: string
}

/** A number, `true`, `false` or `null`, as it is spelt. */
export interface JsonScalar extends Placed {
  readonly kind: 'scalar'
  readonly text: string
}

/**
 * A JSON text that was read once, and the edits to it. What no edit touches stays byte for byte: numbers as they are spelt,
 * the order of members, white space.
 */
export interface JsonEdits {
  readonly root: JsonNode
  /** Puts another JSON value in a node's place. */
  replace(node: JsonNode, value: unknown): void
  /** Gives a member another name. */
  rename(member: JsonMember, name: string): void
  /** Adds a member to an object, before its others. */
  add(object: JsonObject, name: string, value: unknown): void
  /** Takes a member out of its object. */
  remove(object: JsonObject, member: JsonMember): void
  /** Takes an item out of its list. */
  removeItem(list: JsonList, item: JsonNode): void
  /** The text with all edits. */
  bytes(): Buffer
}

/** The value of the member of this name; `undefined` where there is none, and for a node that is no object. */
export function memberOf(node: JsonNode | undefined, name: string): JsonNode | undefined {
  return node?.kind === 'object' ? node.members.find((member) => member.name === name)?.value : undefined
}
