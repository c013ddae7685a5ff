/** Steps that change a graph, sources that can run such steps elsewhere, and what ends a transaction. */
const STEPS = [
  'addV|addE|addVertex|addEdge|addInE|addOutE|mergeV|mergeE',
  'property|drop|call|io|program|withComputer',
  'tx|commit|rollback',
]
/** What a script or a lambda can change a graph with besides steps. */
const CODE = ['graph|remove|attach|write|clear|put|execute|invokeMethod|getAt|evaluate']

const changingStep = new RegExp(`\\b(?:${STEPS.join('|')})\\b`)
/** A method named by a text (`g.V()."dr${'op'}"()`) and a Unicode escape can spell any of them. */
const SPELT = '\\.\\s*\\\\?["\']|\\\\u'
const changingCode = new RegExp(`\\b(?:${[...STEPS, ...CODE].join('|')})\\b|${SPELT}`)

/**
 * Whether a Gremlin request can change the graph. Looks for words in the request as it is sent, whatever the
 * serialisation, each character standing for a byte: in GraphBinary and GraphSON the names of steps stand in plain
 * text. A value that happens to be such a word counts too: that costs a restore, while a change that is overlooked
 * would reach the next test.
 *
 * `isCode`: the request is a script, where more words matter.
 */
export function mayChangeGraph(request: string, isCode: boolean): boolean {
  return (isCode || /gremlin-(?:groovy|python|lang)|g:Lambda/.test(request) ? changingCode : changingStep).test(request)
}
