import { isUtf8 } from 'node:buffer'
import type { BodyContext, BodyTranslator } from '../api.ts'
import { isBlank } from '../json/blank.ts'
import type { JsonEdits } from '../json/json-edits.ts'
import { MalformedJson } from '../json/json-tape.ts'
import { readJson } from '../json/read-json.ts'
import { ownPipeline } from '../names/own-pipeline.ts'
import { textOf } from '../queries/walk.ts'
import { NameRejected } from '../view.ts'
import { unfinishedAction } from './messages.ts'
import { plainAction } from './plain-action.ts'
import { updateBody } from './update-body.ts'

/**
 * The lines of a bulk request: an action with its names, and the document of all actions but `delete`, which stays as it is.
 * Of what follows an action only an update is read, for its script.
 *
 * The engine reads all lines before it does anything. Behind a line that it cannot read no line counts, and all stay as they
 * are: the engine says what is wrong, in its own words.
 */
export const bulkLines: BodyTranslator = {
  form: 'lines',
  open: (context) => {
    const actions = new ActionLines(context)
    let next: 'action' | 'update' | 'nothing' = 'action'
    return (line, bytes, put) => {
      if (next === 'nothing') return true
      if (next === 'update') {
        next = 'action'
        if (mayHaveScript(bytes())) updateOf(line, context)
        return false
      }
      // The engine passes over empty lines between actions.
      if (isBlank(bytes())) return false
      const action = actions.translate(line, bytes(), put)
      next = action === undefined ? 'nothing' : action === 'update' ? 'update' : 'action'
      return action !== 'delete' && action !== 'update'
    }
  },
}

/** The lines that say what is to be done with a document, and where. */
class ActionLines {
  readonly #context: BodyContext
  readonly #reached = new Set<string>()

  constructor(context: BodyContext) {
    this.#context = context
  }

  /** Returns what the action is; `undefined` where the engine rejects the line, and with it the request. */
  translate(read: () => JsonEdits, bytes: Buffer, put: (line: Buffer) => void): string | undefined {
    const plain = plainAction(bytes, this.#physical)
    if (plain) {
      put(plain.line)
      return plain.action
    }
    const edits = unlessMalformed(read)
    if (edits === undefined) {
      rejectUnfinished(bytes)
      return undefined
    }
    const [action] = edits.root.kind === 'object' ? edits.root.members : []
    if (action?.value.kind !== 'object') return undefined
    for (const { name, value } of action.value.members) {
      const text = textOf(value)
      if (text === undefined) continue
      if (name === '_index' || name === 'pipeline') edits.replace(value, this.#physical(name, text))
    }
    return action.name
  }

  readonly #physical = (member: '_index' | 'pipeline', name: string): string => {
    if (member === 'pipeline') return ownPipeline(name, this.#context.view)
    if (!this.#reached.has(name)) {
      this.#reached.add(name)
      this.#context.reach([name], 'changes')
    }
    return this.#context.view.physical(name)
  }
}

const updateOf = (line: () => JsonEdits, context: BodyContext): void => {
  const edits = unlessMalformed(line)
  if (edits) updateBody.edit(edits, context)
}

/** Whether an update may have a script, by its bytes: a member's name may be spelt by escapes. */
const mayHaveScript = (bytes: Buffer): boolean => bytes.includes('script') || bytes.includes('\\u')

function unlessMalformed(read: () => JsonEdits): JsonEdits | undefined {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof MalformedJson) return undefined
    throw cause
  }
}

/** The start of an action, up to what stands in its place. */
const ACTION = /^\s*\{\s*"(?:[^"\\]|\\.)*"\s*:\s*/

/**
 * The engine reads no more of a line than the object with the names, so that the brace behind it may be missing. Fails with
 * NameRejected for such a line, and for one that cannot be told from it.
 */
function rejectUnfinished(line: Buffer): void {
  const start = ACTION.exec(line.toString('latin1'))?.[0].length
  const isUnreadable =
    start === undefined ? !line.includes('/') : unlessMalformed(() => readJson(line.subarray(start))) === undefined
  if (!isUnreadable || !isUtf8(line)) throw new NameRejected(unfinishedAction)
}
