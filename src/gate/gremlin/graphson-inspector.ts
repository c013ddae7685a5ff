import { isChangingStep } from './gremlin-changes.ts'
import { beginningOf, type JsonVisitor, textOf } from './json-scanner.ts'
import {
  checkClass,
  checkFile,
  checkOperator,
  checkText,
  type GraphAccess,
  IO_OPTION,
  lambda,
  malformed,
} from './request-policy.ts'

const TILDE = 0x7e

/** What a list or an object is, as far as it matters. */
const Role = { data: 0, bytecode: 1, instructions: 2, instruction: 3 } as const
type Role = (typeof Role)[keyof typeof Role]

/** A list or an object that is open. */
interface Level {
  readonly isList: boolean
  readonly role: Role
  /** The name of the member that is read, where it is one of those that matter. */
  name: string | undefined
  /** The value of `@type`. */
  type: string | undefined
  hasValue: boolean
  /** How many elements of a list have begun. */
  count: number
  /** The first element of an instruction. */
  operator: string | undefined
}

/** No name, type, class or step that matters is longer, escapes included. */
export const LONGEST_WORD = 1_200

/**
 * Looks at all values of a request in GraphSON while it is scanned. Fails with GremlinRejected where bytecode or a value would
 * have the engine do more than read and write the graph.
 */
export class GraphsonInspector implements JsonVisitor {
  protected readonly bytes: Buffer
  protected readonly levels: Level[] = []
  readonly #access: GraphAccess
  /** Whether a step that changes the graph was seen, or a text of that name. */
  mayChange = false

  constructor(bytes: Buffer, access: GraphAccess) {
    this.bytes = bytes
    this.#access = access
  }

  open(isList: boolean): void {
    const role = this.#roleOf(isList)
    this.#begin()
    this.levels.push({ isList, role, name: undefined, type: undefined, hasValue: false, count: 0, operator: undefined })
  }

  close(_: number): void {
    const level = this.levels.pop()
    if (level?.role === Role.instruction && level.count === 0)
      throw malformed('an instruction of its bytecode is empty')
  }

  key(start: number, end: number, isEscaped: boolean): void {
    const level = this.levels.at(-1)!
    level.name = end - start > LONGEST_WORD ? undefined : textOf(this.bytes, start, end, isEscaped)
    if (level.name === '@type') {
      if (level.type !== undefined || level.hasValue) throw malformed("'@type' comes twice, or after '@value'")
      level.type = ''
    } else if (level.name === '@value') {
      if (level.hasValue) throw malformed("'@value' comes twice")
      level.hasValue = true
    }
  }

  text(start: number, end: number, isEscaped: boolean): void {
    const level = this.levels.at(-1)
    const length = end - start
    // Most texts are data, and none of the words is as long.
    const text = length > LONGEST_WORD ? undefined : textOf(this.bytes, start, end, isEscaped)
    if (text !== undefined) {
      if (isChangingStep(text)) this.mayChange = true
      checkText(text)
    } else if (this.bytes[start + 1] === TILDE || isEscaped)
      checkText(beginningOf(this.bytes, start, end, IO_OPTION.length))
    if (level === undefined) return
    if (level.name === '@type') this.#setType(level, text)
    else if (level.name === '@value' && level.type === 'g:Class') checkClass(text ?? '')
    else if (level.role === Role.instruction) this.#instruct(level, text)
    else if (this.#expectsList(level)) throw malformed('its bytecode is no list of instructions')
    this.#begin()
  }

  scalar(): void {
    const level = this.levels.at(-1)
    if (level === undefined) return
    if (level.role === Role.instruction) this.#instruct(level, undefined)
    else if (this.#expectsList(level)) throw malformed('its bytecode is no list of instructions')
    if (level.name === '@type') throw malformed("'@type' is no text")
    this.#begin()
  }

  #begin(): void {
    const level = this.levels.at(-1)
    if (level) level.count++
  }

  #setType(level: Level, type: string | undefined): void {
    if (type === 'g:Lambda') throw lambda()
    if (type === 'g:VertexProgramStrategy' || type === 'g:HaltedTraverserStrategy') checkClass(type)
    level.type = type ?? 'another'
  }

  #instruct(level: Level, text: string | undefined): void {
    if (level.count === 0) {
      if (text === undefined) throw malformed('an instruction of its bytecode has no name')
      checkOperator(text)
      level.operator = text
    } else if (level.count === 1 && level.operator === 'io') checkFile(text, this.#access)
  }

  /** Whether what comes next is a list of instructions, or one of them. */
  #expectsList({ role, name }: Level): boolean {
    return role === Role.instructions || (role === Role.bytecode && (name === 'step' || name === 'source'))
  }

  #roleOf(isList: boolean): Role {
    const level = this.levels.at(-1)
    if (level === undefined) return Role.data
    if (level.name === '@type') throw malformed("'@type' is no text")
    if (level.name === '@value' && level.type === 'g:Class') throw malformed('a class has no name')
    if (level.role === Role.instruction) this.#instruct(level, undefined)
    if (this.#expectsList(level)) {
      if (!isList) throw malformed('its bytecode is no list of instructions')
      return level.role === Role.instructions ? Role.instruction : Role.instructions
    }
    if (level.type === 'g:Bytecode' && level.name === '@value') {
      if (isList) throw malformed('its bytecode is no object')
      return Role.bytecode
    }
    return Role.data
  }
}
