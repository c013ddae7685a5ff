import { expect, test } from 'vitest'
import { OWNERSHIP_TAG } from '../../../src/resource/ownership-tag.ts'
import { rewriteLedgers } from '../../support/ledgers-of.ts'
import { projectWith } from '../../support/project-with.ts'
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

/** Starts the second run once the first is in the middle of its test, which goes on when the second is as far as that, or ends. */
async function beside(
  first: VitestRun,
  second: VitestRun,
  goesOnAt?: RegExp,
): Promise<readonly [FinishedVitest, FinishedVitest]> {
  let other: Promise<FinishedVitest> | undefined
  const one = await runVitest({
    ...first,
    reactions: [
      {
        on: IN_A_TEST,
        async act({ write }) {
          const go = () => write({ go: '' })
          other = runVitest({ ...second, ...(goesOnAt && { reactions: [{ on: goesOnAt, act: go }] }) })
          if (goesOnAt) return
          await other
          await go()
        },
      },
    ],
  })
  return [one, await other!]
}

test('two runs at the same time that are given one cluster, and need its graph alone, take turns', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const { neptune } = await account.addTheirs()
  const options = `{ neptune: true, aws: { region: 'eu-west-1', neptune: { endpoint: '${neptune.url}' } } }`
  const { env, machine } = account
  const run: VitestRun = { vitest: 5, files: projectWith(options, held('', addsOne)), env, machine }
  // The graph of the first is empty still: nothing in it tells the second that somebody is there.
  const second = { ...run, files: projectWith(options, addsOneOfItsOwn) }
  const runs = await beside(run, second, /waiting for the graph of the cluster at \S+, which was given: process \d+ on/)
  for (const { output, exitCode } of runs) {
    expect(output).toContain('1 passed')
    expect(exitCode).toBe(0)
  }
  expect(account.aws.lines()).toEqual([])
  expect((await account.contents()).vertices).toBe(0)
})

test('a run that shares a reused cluster leaves what a living one has in it, and does not stop it; the last one does', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const shared = {
    services: ['neptune'],
    options: "reuse: true, isolation: 'partition'",
    aws: "neptune: { afterRun: 'stop' }",
  } as const
  const first = tinyRun(account, { ...shared, body: held(addsOne, 'expect(await count()).toBe(1)') })
  const second = tinyRun(account, { ...shared, body: addsOneOfItsOwn })
  const [one, two] = await beside(first, second)
  expect(two.output).toMatch(/Neptune cluster vaf-ends-\w+-1 kept, and running for session vaf-\w{5}, until /)
  expect(one.output).toMatch(/Neptune cluster vaf-ends-\w+-1 kept, stopped for the next run/)
  for (const { output, exitCode } of [one, two]) {
    expect(output).toContain('1 passed')
    expect(exitCode).toBe(0)
  }
  expect(account.aws.lines('StopDBCluster')).toHaveLength(1)
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
      `OpenSearch domain ${left} of session vaf-\\w{5}, there since \\S+, may still be used: nothing can be known of its process, on build-7\\.\n` +
        '.*Its tag expires at \\S+, unless it is renewed; the next run after that deletes it\\.\n' +
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
      `OpenSearch domain ${left}, left by session vaf-\\w{5}, and expired since 2026-01-01T00:00:00Z: it is deleted now\\.`,
    ),
  )
  expect(account.running()).toEqual([])
})
