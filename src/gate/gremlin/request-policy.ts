import type { Rejection } from '../rejection.ts'
import { foreignGraph, notGremlinOfNeptune, unreadable } from '../service-rejections.ts'

/** What becomes of a request: the same with another graph named in it, or no request at all. */
export type Routed<Content> =
  | {
      readonly content: Content
      /** Whether it can change the graph. */
      readonly mayChange: boolean
      /** Lower-case hex without dashes, as in its answers. Absent where the request has none. */
      readonly requestId?: string
      /** The session it belongs to, as the client calls it, and whether it asks for its end. */
      readonly session?: { readonly id: string; readonly isClosing: boolean }
    }
  | {
      readonly rejection: Rejection
      /** The rejection as an answer of the Gremlin protocol, where the request could be read far enough to answer it. */
      readonly answer?: Buffer
    }

/** The graph that a request is pointed at, and which files of the engine's machine it may read. */
export interface GraphAccess {
  /** The traversal source: `g3`. */
  readonly source: string
  /** What the ids of its sessions start with, which clients choose by themselves: no other client's on this engine. */
  readonly sessions: string
  /** Whether `io()` may read this file; without it, none. */
  readonly mayRead?: ((file: string) => boolean) | undefined
}

/** Stops the reading of a request. It never leaves the gate: what reads a request catches it, and returns the rejection it carries. */
export class GremlinRejected extends Error {
  readonly rejection: Rejection
  /** What is wrong with it, where it cannot be read. */
  readonly problem: string

  constructor(rejection: Rejection, problem = rejection.sentence) {
    super(rejection.sentence)
    this.rejection = rejection
    this.problem = problem
  }
}

/** The request is not of the form that the engine reads. */
export const malformed = (problem: string): GremlinRejected => new GremlinRejected(unreadable(problem), problem)

/** How deep values may lie in each other. The engine reads them by recursion. */
export const MAX_DEPTH = 500

/**
 * The only classes a request may name: Neptune takes strategies, and the engine loads whatever class it is told. Not those
 * that name further classes, or lead elsewhere.
 */
const STRATEGY =
  /^org\.apache\.tinkerpop\.gremlin\.process\.traversal\.strategy\.(?:decoration|finalization|optimization|verification)\.(?!HaltedTraverser|VertexProgramStrategy|Remote)[A-Za-z]+Strategy$/

/** What drivers write for `withComputer()`. */
const COMPUTER_STRATEGY = /(?:^g:|\.)VertexProgramStrategy$/

/** Fails with GremlinRejected unless a request may name this class. */
export function checkClass(name: string): void {
  if (COMPUTER_STRATEGY.test(name)) throw new GremlinRejected(notGremlinOfNeptune('withComputer()'))
  if (!STRATEGY.test(name)) throw new GremlinRejected(notGremlinOfNeptune(`the class '${name.slice(0, 100)}'`))
}

/** A lambda is a script of another language, which the engine would run. */
export const lambda = (): GremlinRejected => new GremlinRejected(notGremlinOfNeptune('lambda steps'))

/**
 * What a graph computer does, which Neptune has none of ("Gremlin steps that are not supported in Neptune at all", in its
 * user guide). On the engine it would leave the graph of the worker such that an id which was used once always conflicts.
 */
const computerSteps = [
  'withComputer',
  'program',
  'pageRank',
  'peerPressure',
  'connectedComponent',
  'shortestPath',
] as const

/** Steps and sources of bytecode that run programs, write files, or lead to another graph. */
const operators: ReadonlySet<string> = new Set([...computerSteps, 'write', 'withRemote', 'withGraph', 'withEmbedded'])

/** Fails with GremlinRejected where a request may not use this step or source. `io` is judged by its file, see `checkFile`. */
export function checkOperator(name: string): void {
  if (operators.has(name)) throw new GremlinRejected(notGremlinOfNeptune(`${name}()`))
}

/** Fails with GremlinRejected unless this is the text of a file that may be read; `undefined` is anything but a text. */
export function checkFile(file: string | undefined, { mayRead }: GraphAccess): void {
  if (file === undefined || !mayRead?.(file)) throw new GremlinRejected(notGremlinOfNeptune('io() with a file'))
}

/** What an option of `io()` starts with that names a class to read or write with. */
export const IO_OPTION = '~tinkerpop.io'

/** Fails with GremlinRejected for an option of `io()`. */
export function checkText(text: string): void {
  if (text.startsWith(IO_OPTION)) throw new GremlinRejected(notGremlinOfNeptune('options of io()'))
}

/** How the stand-in names the graphs of the workers (`graph3`) and the sources over them (`g3`). */
const WORKER_NAME = /(?<![\w$])(?:g|graph)\d+(?![\w$])/
const IO = /(?<![\w$])io(?![\w$])/
const COMPUTER_STEP = new RegExp(`(?<![\\w$])(${computerSteps.join('|')})\\s*\\(`)

/** No script is longer, in bytes: it is read at one go, by the gate and by the engine. Long values are parameters. */
const MOST_SCRIPT_BYTES = 8 * 1024 * 1024

/** Fails with GremlinRejected where a script is too long for the stand-in. */
export function checkScriptLength(bytes: number): void {
  if (bytes <= MOST_SCRIPT_BYTES) return
  throw malformed(`its script has ${bytes} bytes; here one may have ${MOST_SCRIPT_BYTES}, and parameters may be longer`)
}

/**
 * Fails with GremlinRejected where a script names the graph of some worker, or uses `io()` or a graph computer. The
 * engine binds those names for every script, and takes them as arguments: `g.inject(g2)` would leave the script's own
 * graph. Any file of the machine can be named to `io()`.
 *
 * Scripts are read by Gremlin's own grammar (`gremlin-lang`), in which a name is spelt in one way only: texts and
 * comments are data, and may hold such names.
 */
export function checkScript(script: string): void {
  // Scripts are searched as a whole first: hardly any holds such a name, and then none has to be taken apart.
  const [names, files, computes] = [WORKER_NAME.test(script), IO.test(script), COMPUTER_STEP.test(script)]
  if (!names && !files && !computes) return
  const code = codeOf(script)
  const name = names && WORKER_NAME.exec(code)?.[0]
  if (name) throw new GremlinRejected(foreignGraph(name))
  const step = computes && COMPUTER_STEP.exec(code)?.[1]
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
