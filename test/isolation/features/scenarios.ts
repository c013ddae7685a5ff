import { readJar } from '../../../scripts/read-jar.ts'

/** TinkerPop's own tests of the Gremlin language, of the version that the engine is. */
const FEATURES = {
  version: '3.7.5',
  artifacts: [
    {
      coordinates: 'org.apache.tinkerpop:gremlin-test:3.7.5',
      sha256: '74e127108f341564eb88794d878c100c915a4730edef8456062a60db279c535a',
      bytes: 2268362,
    },
  ],
}

/** What a scenario does; what it expects is for the engine to meet. */
export interface Scenario {
  readonly name: string
  /** Which of TinkerPop's graphs it begins with. */
  readonly graph: string
  /** A traversal that is sent first. */
  readonly initializer?: string | undefined
  /** Variables, and their values as the feature spells them. */
  readonly parameters: readonly (readonly [name: string, value: string])[]
  readonly traversal: string
}

/** All scenarios with a graph and a traversal. */
export async function fetchScenarios(): Promise<Scenario[]> {
  const features = await readJar(FEATURES, (name) => name.endsWith('.feature'))
  return features.flatMap(([, text]) => text.split(/^ *Scenario: /m).slice(1)).flatMap(scenarioOf)
}

function scenarioOf(text: string): Scenario[] {
  const graph = /Given the (\w+) graph/.exec(text)?.[1]
  const traversal = codeAfter('the traversal of', text)
  if (graph === undefined || traversal === undefined) return []
  const defined = text.matchAll(/using the parameter (\w+) (?:defined as|of P\.\w+) "((?:[^"\\]|\\.)*)"/g)
  const parameters = [...defined].map(([, name = '', value = '']) => [name, value.replace(/\\(.)/g, '$1')] as const)
  const [name = ''] = text.split('\n')
  return [{ name: name.trim(), graph, initializer: codeAfter('the graph initializer of', text), parameters, traversal }]
}

function codeAfter(words: string, text: string): string | undefined {
  const [, code] = new RegExp(`${words}\\s*"""\\n([^]*?)"""`).exec(text) ?? []
  return code?.replaceAll('\n', ' ')
}
