import type { Rejection } from '../rejection.ts'
import { notGremlinOfNeptune, unreadable } from '../service-rejections.ts'

/** The graph that a request is pointed at, and which files of the engine's machine it may read. */
export interface GraphAccess {
  /** The traversal source: `g3`. */
  readonly source: string
  /** What the ids of its sessions start with, which clients choose by themselves: no other client's on this engine. */
  readonly sessions: string
  /** Whether `io()` may read this file; without it, none. */
  readonly mayRead?: ((file: string) => boolean) | undefined
}

/** Stops the reading of a request. Never leaves the gate: whoever reads a request turns it into the rejection it carries. */
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
const COMPUTER = /(?:^g:|\.)VertexProgramStrategy$/

/** Fails with GremlinRejected unless a request may name this class. */
export function checkClass(name: string): void {
  if (COMPUTER.test(name)) throw new GremlinRejected(notGremlinOfNeptune('withComputer()'))
  if (!STRATEGY.test(name)) throw new GremlinRejected(notGremlinOfNeptune(`the class '${name.slice(0, 100)}'`))
}

/** A lambda is a script of another language, which the engine would run. */
export const lambda = (): GremlinRejected => new GremlinRejected(notGremlinOfNeptune('lambda steps'))

/**
 * What a graph computer does, which Neptune has none of ("Gremlin steps that are not supported in Neptune at all", in its
 * user guide). On the engine it would leave the graph of the worker such that an id which was used once conflicts for ever.
 */
export const computerSteps = [
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
