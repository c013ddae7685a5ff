import gremlin from 'gremlin'
import type { NeptuneConnection } from '../../src/clients/gremlin/client.ts'

const numbers = Array.from({ length: 4_000 }, (_, n) => n)

const { statics: __, scope } = gremlin.process

/** Two vertices and three edges: enough for paths without end. */
export async function addTriangle({ g }: NeptuneConnection): Promise<void> {
  const two = g.addV('a').as('a').addV('b').as('b')
  await two.addE('e').from_('a').to('b').addE('e').from_('a').to('b').addE('e').from_('b').to('a').iterate()
}

/** Queries that need far more memory than the engine has; each fills it in a way of its own. */
export const heapEaters: Readonly<Record<string, (connection: NeptuneConnection) => Promise<unknown>>> = {
  // One list of which the array grows without end: no step of the traversal is taken meanwhile.
  'a list of one element many times': ({ g }) => g.V().repeat(__.both('e')).times(25).fold().count(scope.local).next(),
  // Many small objects.
  'a list of all pairs': ({ g }) =>
    g
      .inject(numbers)
      .unfold()
      .as('a')
      .map(__.constant(numbers))
      .unfold()
      .as('b')
      .select('a', 'b')
      .fold()
      .count(scope.local)
      .next(),
  'a list of paths in a script': ({ client }) =>
    client.submit("g.V().repeat(both('e')).times(25).path().fold().count(local)"),
}
