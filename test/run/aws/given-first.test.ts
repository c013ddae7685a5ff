import { expect, test } from 'vitest'
import { givenFirst } from '../../../src/run/aws/aws-target.ts'

/** Two pieces of work that record when they begin and end; one may fail. */
function pieces(failing?: string) {
  const told: string[] = []
  const piece = (name: string) => async () => {
    told.push(`${name} begins`)
    await new Promise((go) => setImmediate(go))
    if (name === failing) throw new Error(`${name} is denied`)
    told.push(`${name} ends`)
    return name
  }
  return { told, work: [piece('domain'), piece('cluster')] as const }
}

const { signal } = new AbortController()

test.for<[string, boolean[], string[]]>([
  ['the domain', [true, false], ['domain begins', 'domain ends', 'cluster begins', 'cluster ends']],
  ['the cluster', [false, true], ['cluster begins', 'cluster ends', 'domain begins', 'domain ends']],
  ['neither', [false, false], ['domain begins', 'cluster begins', 'domain ends', 'cluster ends']],
  ['both', [true, true], ['domain begins', 'cluster begins', 'domain ends', 'cluster ends']],
])('where %s is given, it is used before anything else is created', async ([, isGiven, order]) => {
  const { told, work } = pieces()
  expect(await givenFirst<[string, string]>(signal, isGiven, work)).toEqual(['domain', 'cluster'])
  expect(told).toEqual(order)
})

test('where a given service cannot be used, the other is not created', async () => {
  const { told, work } = pieces('cluster')
  await expect(givenFirst<[string, string]>(signal, [false, true], work)).rejects.toThrow('cluster is denied')
  expect(told).toEqual(['cluster begins'])
})
