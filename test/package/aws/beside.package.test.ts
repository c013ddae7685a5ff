import { expect, test } from 'vitest'
import { OWNERSHIP_TAG } from '../../../src/resource/ownership-tag.ts'
import { rewriteLedgers } from '../../support/ledgers-of.ts'
import { projectWith, usesGraph } from '../../support/project-with.ts'
import { type FinishedVitest, runVitest, type VitestRun } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'
import { killedRun } from '../../support/sudden-end.ts'
import { endless, IN_A_TEST, tinyRun } from '../../support/tiny-run.ts'

const engines = simulatedEngines()

/** A test that stands still in the middle until the file `go` is there, a minute at most. */
const held = (before: string, after: string): string => `
  import { existsSync } from 'node:fs'
  test('is held', async ({ g }) => {
    const count = async () => (await g.V().count().next()).value
    ${before}
    console.log('${IN_A_TEST}')
    for (let looks = 0; looks < 600 && !existsSync('go'); looks++) await new Promise((go) => setTimeout(go, 100))
    ${after}
  }, 90_000)`

const addsOne = "expect(await count()).toBe(0); await g.addV('mine').next(); expect(await count()).toBe(1)"

/** A test that finds an empty graph, whatever others have in it. */
const addsOneOfItsOwn = `test('adds', async ({ g }) => {
  const count = async () => (await g.V().count().next()).value
  ${addsOne}
})`

/** Does something once a run is in the middle of its test, which goes on when `go` is called; resolves when it has ended. */
function whileHeld(run: VitestRun, act: (go: () => Promise<void>) => void | Promise<void>): Promise<FinishedVitest> {
  return runVitest({
    ...run,
    reactions: [{ on: IN_A_TEST, act: ({ write }) => act(() => write({ go: '' })) }],
  })
}

/** Each has run its test, and ended well. */
function expectPassed(...runs: readonly (FinishedVitest | undefined)[]): void {
  for (const run of runs) {
    expect(run?.output).toContain('1 passed')
    expect(run?.exitCode).toBe(0)
  }
}

test('two runs at the same time that are given one cluster, and need its graph alone, take turns', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const { neptune } = await account.addTheirs()
  const options = `{ neptune: true, region: 'eu-west-1', aws: { neptune: { endpoint: '${neptune.url}' } } }`
  const { env, machine } = account
  const run: VitestRun = { vitest: 5, files: projectWith(options, held('', addsOne)), env, machine }
  // The graph of the first is empty still: nothing in it tells the second that somebody is there.
  const second = { ...run, files: projectWith(options, addsOneOfItsOwn) }
  let other: Promise<FinishedVitest> | undefined
  const one = await whileHeld(run, (go) => {
    const on = /waits for the graph of the given cluster at \S+: process \d+ on/
    other = runVitest({ ...second, reactions: [{ on, act: go }] })
  })
  expectPassed(one, await other)
  expect(account.aws.lines()).toEqual([])
  expect((await account.contents()).vertices).toBe(0)
})

test('a run that shares a reused cluster leaves what a living one has in it, and does not stop it; the last one does', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const { env, machine } = account
  const shared = "reuse: true, isolation: 'partition'"
  const aws = "neptune: { afterRun: 'stop' }"
  const withDataset = (body: string): VitestRun => {
    const { files } = tinyRun(account, { services: [], options: `neptune: { dataset: 'towns' }, ${shared}`, aws, body })
    const towns = '~id,~label,name:String\na,town,Ayr\nb,town,Bath\n'
    return { vitest: 5, files: { ...files, 'towns/neptune/v.csv': towns }, env, machine }
  }
  const findsBoth = 'expect(await count()).toBe(2)'
  const besides: FinishedVitest[] = []
  const first = await whileHeld(withDataset(held(findsBoth, findsBoth)), async (go) => {
    const without = tinyRun(account, { services: ['neptune'], options: shared, aws, body: addsOneOfItsOwn })
    for (const run of [without, withDataset(usesGraph)]) besides.push(await runVitest(run))
    await go()
  })
  const [other, same] = besides
  expectPassed(first, other)
  expect(other?.output).toMatch(/Neptune cluster vaf-ends-\w+-1 kept, and running for run vaf-\w{5}, until /)
  // Ids are unique in the whole graph.
  expect(same?.output).toMatch(
    /has ids of dataset towns already: .*\n.*They are of run vaf-\w{5}, until .* Nothing was touched\./,
  )
  expect(same?.exitCode).toBe(1)
  expect(first.output).toMatch(/Neptune cluster vaf-ends-\w+-1 kept, stopped for the next run/)
  expect(account.aws.lines('StopDBCluster')).toHaveLength(1)

  const killed = await killedRun(account, withDataset(held(findsBoth, '')), IN_A_TEST)
  expect(killed.signal).toBe('SIGKILL')
  expect((await account.contents()).vertices).toBe(2)
  const next = await runVitest(
    withDataset(`test('finds both', async ({ g }) => {
    expect((await g.V().count().next()).value).toBe(2)
  })`),
  )
  expectPassed(next)
  expect(next.output).toMatch(/what run vaf-\w{5} had left in the graph of the cluster was removed/)
  expect((await account.contents()).vertices).toBe(0)
})

test('what a killed run of another machine has left is told at once, left until it expires, and then removed', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const services = ['opensearch'] as const
  const killed = await killedRun(account, tinyRun(account, { services, body: endless('opensearch') }), IN_A_TEST)
  expect(killed.signal).toBe('SIGKILL')
  await rewriteLedgers(account.ledgers, (line) => {
    if (!('process' in line)) return line
    return { ...line, process: { ...(line.process as object), machine: 'build-7 0c1d pid:[4026531836]' } }
  })
  const [left = ''] = account.domains.running
  const next = await runVitest(tinyRun(account, { services }))
  expect(next.exitCode).toBe(0)
  expect(next.output).toMatch(
    new RegExp(
      `OpenSearch domain ${left} of run vaf-\\w{5}, created at \\S+, may be in use: its process is on build-7, .*\n` +
        '.*Its tag expires at \\S+, .*\n' +
        `.*delete it now: aws opensearch delete-domain --domain-name ${left}`,
    ),
  )
  expect(account.domains.running).toEqual([left])

  const tags = account.domains.domain(left)!.tags
  tags.set(OWNERSHIP_TAG, tags.get(OWNERSHIP_TAG)!.replace(/expires=\S+/, 'expires=2026-01-01T00:00:00Z'))
  const later = await runVitest(tinyRun(account, { services }))
  expect(later.exitCode).toBe(0)
  expect(later.output).toMatch(
    new RegExp(
      `OpenSearch domain ${left}, left by run vaf-\\w{5}, has expired \\(2026-01-01T00:00:00Z\\)\\. The run deletes it now\\.`,
    ),
  )
  expect(account.running()).toEqual([])
})
