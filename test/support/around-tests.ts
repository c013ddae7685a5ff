/**
 * A test file that uses fixtures where Vitest sets them up before our own hook around a test, and tears them down after it.
 * Each of its tests finds no vertex of the others.
 */
export const aroundTests = `
  import { aroundEach, describe } from 'vitest'
  import { expect, test } from 'vitest-aws-fixtures/fixtures'

  const names = async (g) => (await g.V().hasLabel('a').values('name').toList()).sort()
  const add = async (g, name) => {
    expect(await names(g)).not.toContain(name)
    await g.addV('a').property('name', name).next()
  }
  /** Whatever was torn down while the graph was there to be asked, with what it saw. */
  const seen = []

  const seeded = test.extend({
    repository: [async ({ g }, use) => {
      expect(await names(g)).toEqual([])
      await add(g, 'seeded')
      await use({ names: () => names(g) })
      seen.push(await names(g))
    }, { auto: true }],
  })
  const findsSeed = async ({ g, repository }) => {
    expect(await repository.names()).toEqual(['seeded'])
    await add(g, 'own')
  }

  seeded('is seeded', findsSeed)
  seeded('is seeded again', { repeats: 1 }, findsSeed)
  let attempts = 0
  seeded('is seeded in its second attempt', { retry: 1 }, async ({ g, repository }) => {
    await findsSeed({ g, repository })
    expect(++attempts).toBe(2)
  })
  seeded.skip('is skipped before', () => {})
  seeded('is skipped meanwhile', ({ skip }) => skip())
  seeded('is seeded though it asks for nothing', () => {})
  describe.concurrent('side by side', () => {
    for (let at = 1; at <= 3; at += 1) seeded('is seeded ' + at, findsSeed)
  })

  describe('a hook around', () => {
    const logged = seeded.extend({
      logged: async ({ g }, use) => {
        await add(g, 'logged')
        await use()
        seen.push(await names(g))
      },
    })
    aroundEach(async (runTest, { logged, g }) => {
      await add(g, 'around')
      await runTest()
      expect(await names(g)).toEqual(['around', 'logged', 'own', 'seeded'])
    })
    logged('has the same graph', async ({ g }) => {
      expect(await names(g)).toEqual(['around', 'logged', 'seeded'])
      await add(g, 'own')
    })
  })

  const spoilt = test.extend({
    spoilt: [async ({ g }) => {
      await add(g, 'spoilt')
      seen.push(await names(g))
      throw new Error('It could not be set up.')
    }, { auto: true }],
  })
  spoilt.fails('could not be set up', () => {})

  const littered = test.extend({
    littered: [async ({ g }, use) => {
      await add(g, 'littered')
      await use()
      seen.push(await names(g))
      throw new Error('It could not be torn down.')
    }, { auto: true }],
  })
  littered.fails('could not be torn down', () => {})
  littered.fails('could not be torn down again', () => {})

  test('finds nothing of those before', async ({ g }) => {
    expect(await names(g)).toEqual([])
    const own = [['own', 'seeded']]
    expect(seen).toEqual([
      ...[...own, ...own, ...own, ...own, ...own],
      ...[['seeded'], ['seeded']],
      ...[...own, ...own, ...own],
      ...[['around', 'logged', 'own', 'seeded'], ['around', 'logged', 'own', 'seeded']],
      ...[['spoilt'], ['littered'], ['littered']],
    ])
  })`
