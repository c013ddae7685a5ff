/** How the stand-in names the graphs of the workers (`graph3`) and the sources over them (`g3`). */
const WORKER_NAME = /(?<![\w.])(?:g|graph)\d+(?![\w$])/

/** What starts a text or a comment in Groovy, and what ends it. */
const OPENER = /'''|"""|'|"|\/\/|\/\*/g
const closers: Readonly<Record<string, string>> = { '//': '\n', '/*': '*/' }

/**
 * The name in a Gremlin script that belongs to the graph of some worker, if there is one. The engine binds those names
 * for every script, so a script that used one would leave its own graph.
 *
 * Texts and comments are data and may hold such names, except texts in double quotes that evaluate expressions. This
 * keeps apart tests that do not mean to meet; a script that builds names at run time to get out can still do so.
 */
export function foreignGraphName(script: string): string | undefined {
  const plain = script.includes('\\u') ? decodeUnicode(script) : script
  // Scripts are searched as a whole first: hardly any holds such a name, and then none has to be taken apart.
  return WORKER_NAME.test(plain) ? WORKER_NAME.exec(codeOf(plain))?.[0] : undefined
}

/** The script without what is data in it. No single regular expression: long texts would overflow its stack. */
function codeOf(script: string): string {
  const opener = new RegExp(OPENER)
  let code = ''
  let at = 0
  for (let found = opener.exec(script); found !== null; found = opener.exec(script)) {
    const end = endOf(script, found.index + found[0].length, found[0])
    // One that does not end is no literal: what follows counts as code, the stricter reading.
    if (end < 0) break
    const literal = script.slice(found.index, end)
    code += script.slice(at, found.index)
    code += literal.startsWith('"') && literal.includes('$') ? literal : ' '
    at = end
    opener.lastIndex = end
  }
  return code + script.slice(at)
}

/** Where a text or a comment ends, behind its closing mark; -1 where it does not. */
function endOf(script: string, from: number, opened: string): number {
  const closer = closers[opened] ?? opened
  for (let at = script.indexOf(closer, from); at >= 0; at = script.indexOf(closer, at + 1)) {
    if (opened.startsWith('/') || !isEscaped(script, at, from)) return at + closer.length
  }
  return -1
}

function isEscaped(script: string, at: number, from: number): boolean {
  let backslashes = 0
  while (at - backslashes > from && script[at - backslashes - 1] === '\\') backslashes++
  return backslashes % 2 === 1
}

const decodeUnicode = (script: string): string =>
  script.replace(/\\u+([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
