import { MalformedJson } from '../json/json-tape.ts'
import { readJson } from '../json/read-json.ts'
import { NameRejected } from '../view.ts'
import { templateNamesIndex } from './messages.ts'
import { membersOf, ownName, type Translate, textOf } from './walk.ts'

/** A template of a body: its `source`, as JSON or as a text of Mustache, or the `id` that it is stored by. */
export const templateOf =
  (body: Translate): Translate =>
  (walk, node) => {
    for (const { name, value } of membersOf(node)) {
      if (name === 'id') ownName(walk, value)
      if (name === 'source' || name === 'inline') sourceOf(body)(walk, value)
    }
  }

/** The source of a template. `{{name}}` in place of a name becomes the prefix and `{{name}}`. */
export const sourceOf =
  (body: Translate): Translate =>
  (walk, node) => {
    const text = textOf(node)
    if (text === undefined) return body(walk, node)
    try {
      const edits = readJson(Buffer.from(text))
      body({ ...walk, edits }, edits.root)
      const translated = edits.bytes().toString()
      if (translated !== text) walk.edits.replace(node, translated)
    } catch (error) {
      if (!(error instanceof MalformedJson)) throw error
      // It becomes JSON only with its parameters. Without a word on indices there is nothing to translate.
      if (/index|indices|\\/.test(text)) throw new NameRejected(templateNamesIndex)
    }
  }
