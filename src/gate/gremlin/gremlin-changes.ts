import { inSlices } from './in-slices.ts'

/** Steps that change a graph, sources that can run such steps elsewhere, and what ends a transaction. */
const STEPS = [
  ...['addV', 'addE', 'addVertex', 'addEdge', 'addInE', 'addOutE', 'mergeV', 'mergeE'],
  ...['property', 'drop', 'call', 'io', 'program', 'withComputer'],
  ...['tx', 'commit', 'rollback'],
]

const changing: ReadonlySet<string> = new Set(STEPS)
const changingStep = new RegExp(`\\b(?:${STEPS.join('|')})\\b`)

/** Whether a step or a source of bytecode can change a graph. */
export const isChangingStep = (name: string): boolean => changing.has(name)

/**
 * Whether a script can change the graph. Looks for the names of steps as words: in Gremlin's grammar there is one way to
 * spell them. A text that holds such a word counts too: that costs a restore, while a change that is overlooked would
 * reach the next test.
 */
export const isChangingScript = (script: string): boolean => changingStep.test(script)

/**
 * Whether a whole request can change the graph, whatever its serialisation; each character stands for a byte. JSON can
 * spell a name with escapes: those count as a change, as one cannot tell.
 */
export const mayChangeGraph = (request: string): boolean => changingStep.test(request) || request.includes('\\u')

/** What two slices of a request have in common, in bytes: more than a step takes. */
const OVERLAP = 64

/** The same of its bytes, in slices where they are many. */
export function mayChangeGraphIn(bytes: Buffer): boolean | Promise<boolean> {
  let at = 0
  let mayChange = false
  const readOn = (count: number) => {
    const until = Math.min(at + count, bytes.length)
    mayChange = mayChangeGraph(bytes.toString('latin1', Math.max(0, at - OVERLAP), until))
    at = until
    return mayChange || at === bytes.length
  }
  return inSlices(bytes.length, readOn, () => mayChange)
}
