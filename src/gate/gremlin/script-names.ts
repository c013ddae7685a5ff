import { foreignGraph, notGremlinOfNeptune } from '../service-rejections.ts'
import { computerSteps, GremlinRejected, malformed } from './request-policy.ts'

/** How the stand-in names the graphs of the workers (`graph3`) and the sources over them (`g3`). */
const WORKER_NAME = /(?<![\w$])(?:g|graph)\d+(?![\w$])/
const IO = /(?<![\w$])io(?![\w$])/
const COMPUTER = new RegExp(`(?<![\\w$])(${computerSteps.join('|')})\\s*\\(`)

/** No script is longer, in bytes: it is read at one go, by the gate and by the engine. Long values are parameters. */
const MOST_SCRIPT_BYTES = 8 * 1024 * 1024

/** Fails with GremlinRejected where a script is too long for the stand-in. */
export function checkScriptLength(bytes: number): void {
  if (bytes <= MOST_SCRIPT_BYTES) return
  throw malformed(`its script has ${bytes} bytes; here one may have ${MOST_SCRIPT_BYTES}, and parameters may be longer`)
}

/**
 * Fails with GremlinRejected where a script names the graph of some worker, or uses `io()` or a graph computer. The engine binds those names for every
 * script, and takes them as arguments: `g.inject(g2)` would leave the script's own graph. Any file of the machine can
 * be named to `io()`.
 *
 * Scripts are read by Gremlin's own grammar (`gremlin-lang`), in which a name is spelt in one way only: texts and
 * comments are data, and may hold such names.
 */
export function checkScript(script: string): void {
  // Scripts are searched as a whole first: hardly any holds such a name, and then none has to be taken apart.
  const [names, files, computes] = [WORKER_NAME.test(script), IO.test(script), COMPUTER.test(script)]
  if (!names && !files && !computes) return
  const code = codeOf(script)
  const name = names && WORKER_NAME.exec(code)?.[0]
  if (name) throw new GremlinRejected(foreignGraph(name))
  const step = computes && COMPUTER.exec(code)?.[1]
  if (step) throw new GremlinRejected(notGremlinOfNeptune(`${step}()`))
  if (files && IO.test(code)) throw new GremlinRejected(notGremlinOfNeptune('io() with a file'))
}

/** What starts a text or a comment in `gremlin-lang`. */
const OPENER = /"|'|\/\//g
const LINE_END = /[\r\n]/g
/** The next mark that ends a text, or escapes the character behind it. */
const closers: Readonly<Record<string, RegExp>> = { '"': /["\\]/g, "'": /['\\]/g }

/** The script without what is data in it, in one pass. No single regular expression: long texts would overflow its stack. */
function codeOf(script: string): string {
  const opener = new RegExp(OPENER)
  const code: string[] = []
  let at = 0
  for (let found = opener.exec(script); found !== null; found = opener.exec(script)) {
    const end = endOf(script, found.index + found[0].length, found[0])
    // One that does not end is no literal: what follows counts as code, the stricter reading.
    if (end < 0) break
    code.push(script.slice(at, found.index))
    at = end
    opener.lastIndex = end
  }
  code.push(script.slice(at))
  return code.join(' ')
}

/** Where a text or a comment ends, behind its closing mark; -1 where a text does not. */
function endOf(script: string, from: number, opened: string): number {
  const closer = closers[opened]
  if (closer === undefined) return search(LINE_END, script, from)?.index ?? script.length
  for (let found = search(closer, script, from); found; found = search(closer, script, found.index + 2)) {
    if (found[0] !== '\\') return found.index + 1
  }
  return -1
}

function search(pattern: RegExp, script: string, from: number): RegExpExecArray | null {
  pattern.lastIndex = from
  return pattern.exec(script)
}
