import { expect, test } from 'vitest'
import { checkScript, GremlinRejected } from '../../../src/gate/gremlin/request-policy.ts'

function rejectionOf(script: string): string | undefined {
  try {
    checkScript(script)
    return undefined
  } catch (cause) {
    if (cause instanceof GremlinRejected) return cause.rejection.sentence
    throw cause
  }
}

test.each([
  ['g5.V()', 'g5'],
  ['g.inject(g5)', 'g5'],
  ['g.V(x.g5)', 'g5'],
  ['g.inject(graph2)', 'graph2'],
  ["g.V().has('a', 'it\\'s').inject(g12)", 'g12'],
  ["g.V().has('a', '\\\\').inject(g5)", 'g5'],
  ['g.V() // a comment\n.inject(g5)', 'g5'],
  ['g.V() // a comment\r.inject(g5)', 'g5'],
  ["g.V('a text that does not end, g5.V()", 'g5'],
])('the script %s is rejected because it names %s', (script, name) =>
  expect(rejectionOf(script)).toBe(`No such property: ${name}.`),
)

test.each(['g.io("/etc/passwd").read()', "g.io('/etc/passwd').write()", 'g. io\n//\n("x")'])(
  'the script %s is rejected because it reads or writes a file',
  (script) => {
    expect(rejectionOf(script)).toBe('Neptune does not support io() with a file.')
  },
)

test.each(['withComputer', 'program', 'pageRank', 'peerPressure', 'connectedComponent', 'shortestPath'])(
  'a script with the step %s() is rejected because it needs a graph computer, which Neptune lacks',
  (step) => {
    expect(rejectionOf(`g.V('a').${step} ().count()`)).toBe(`Neptune does not support ${step}().`)
    expect(rejectionOf(`g.V('${step}()').values('${step}')`)).toBeUndefined()
  },
)

test.each([
  "g.V().has('code', 'g5')",
  'g.V().has("code", "io(g5)")',
  "g.V().has('code', 'it\\'s g5')",
  'g.V() // not g5\n.count()',
  'g.V() // not g5',
  'g.V().values("g5")',
  "g.V().has('my_g5').has('studio')",
  'g.V()',
  '',
])('the script %s is accepted because it names no graph of a worker', (script) =>
  expect(rejectionOf(script)).toBeUndefined(),
)

test('a script with a text of 20 million characters, or as many escapes, is checked in time', () => {
  expect(rejectionOf(`g.inject('${'x'.repeat(2e7)} g5')`)).toBeUndefined()
  expect(rejectionOf(`g.inject('${'\\n'.repeat(1e6)} g5')`)).toBeUndefined()
  expect(rejectionOf(`g.inject('${"\\'".repeat(1e6)}', g5`)).toBe('No such property: g5.')
})
