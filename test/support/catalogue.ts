type Message = string | readonly (string | undefined)[] | undefined
type Catalogue = Readonly<Record<string, (...facts: never[]) => Message>>

/** Facts for each message of a catalogue, by its name: what its function is called with, once or more. */
type Examples<Messages extends Catalogue> = { readonly [Name in keyof Messages]: readonly Parameters<Messages[Name]>[] }

/**
 * All messages of a room with example facts, as one text that can be read as copy in an inline snapshot. Fails with an
 * Error where a message has no example, or an example no message.
 */
export function catalogue<Messages extends Catalogue>(messages: Messages, examples: Examples<Messages>): string {
  const names = Object.keys(messages).sort()
  const shown = Object.keys(examples)
  const missing = names.filter((name) => !shown.includes(name) || examples[name]?.length === 0)
  const unknown = shown.filter((name) => !names.includes(name))
  if (missing.length + unknown.length > 0)
    throw new Error(`Messages without an example: ${missing}; unknown: ${unknown}.`)
  return shown
    .map((name) => {
      const texts = (examples[name] ?? []).map((facts) => textOf(messages[name]?.(...(facts as never[]))))
      return `${name}\n${texts.join('\n  or\n')}`
    })
    .join('\n\n')
}

function textOf(message: Message): string {
  const lines = typeof message === 'string' ? message.split('\n') : (message ?? ['(nothing)'])
  return lines
    .filter((line) => line !== undefined && line !== '')
    .map((line) => `  ${line}`)
    .join('\n')
}
