import { EventEmitter, once } from 'node:events'
import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { proofOf } from '../../../src/ledger/ledger.ts'
import { openLedger, readLedgers } from '../../../src/ledger/ledger-files.ts'
import { denied, lostAfterEffect, lostBeforeEffect } from '../../support/aws-simulator/fault.ts'
import { GONE } from '../../support/aws-simulator/neptune-records.ts'
import { rewriteLedgers } from '../../support/ledgers-of.ts'
import { type FinishedVitest, runVitest } from '../../support/run-vitest.ts'
import { ACCOUNT, REGION, type SimulatedAccount, simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'
import { endless, IN_A_TEST, tinyRun } from '../../support/tiny-run.ts'

const engines = simulatedEngines()
const SECRET = '0123456789abcdef'.repeat(2)
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

/** What the ledgers say of each resource in the end, by type. */
async function noted({ ledgers }: SimulatedAccount): Promise<string[]> {
  const records = await readLedgers(ledgers)
  return records.flatMap(({ resources }) => resources.map(({ type, state }) => `${type} ${state}`)).sort()
}

/** A domain of a run, whose process is this one. */
async function left(account: SimulatedAccount, run: string, place: object = {}): Promise<string> {
  const id = `vaf-ends-${run.slice(4)}-1`
  account.domains.add({
    DomainName: id,
    TagList: [{ Key: 'vitest-aws-fixtures', Value: `run=${run} proof=${proofOf(SECRET)}` }],
  })
  const resource = { type: 'opensearch-domain', id, account: ACCOUNT, region: REGION, isKept: false, ...place }
  await openLedger(account.ledgers, run, SECRET).note(resource, 'created')
  return id
}

/** The processes of all runs so far have ended, and others have their ids. */
const ended = ({ ledgers }: SimulatedAccount) =>
  rewriteLedgers(ledgers, (line) => {
    if (!('process' in line)) return line
    return { ...line, process: { ...(line.process as object), started: '1' } }
  })

const allGone = ['neptune-cluster gone', 'opensearch-domain gone']

describe('Ctrl-C', () => {
  test('while a domain is being made removes everything and exits 130', async () => {
    const account = await simulatedAccount({ engines: engines(), domains: { createMs: 60_000 } })
    const run = await runVitest({
      ...tinyRun(account),
      reactions: [{ on: /OpenSearch domain \S+ is creating/, act: ({ signalGroup }) => signalGroup('SIGINT') }],
    })
    expect(run).toMatchObject({ exitCode: 130, signal: null })
    expect(run.output).toContain('SIGINT: cleaning up; a second signal exits at once')
    expect(run.output).toMatch(proved)
    expect(account.running()).toEqual([])
    expect(await noted(account)).toEqual(allGone)
  })

  test('while tests run removes everything and exits 130', async () => {
    const account = await simulatedAccount({ engines: engines() })
    const run = await runVitest({
      ...tinyRun(account, { body: endless('neptune') }),
      reactions: [{ on: IN_A_TEST, act: ({ signalGroup }) => signalGroup('SIGINT') }],
    })
    expect(run).toMatchObject({ exitCode: 130, signal: null })
    expect(run.output).toContain('SIGINT: cleaning up; a second signal exits at once')
    expect(run.output).toMatch(proved)
    expect(account.running()).toEqual([])
    expect(await noted(account)).toEqual(allGone)
  })

  test('a second time exits at once and names what is left, which the next run removes', async () => {
    const account = await simulatedAccount({ engines: engines(), domains: { deletionSticks: true } })
    const services = ['opensearch'] as const
    const run = await runVitest({
      ...tinyRun(account, { services, body: endless('opensearch') }),
      reactions: [
        { on: IN_A_TEST, act: ({ signalGroup }) => signalGroup('SIGINT') },
        { on: /OpenSearch domain \S+ is deleting/, act: ({ signalGroup }) => signalGroup('SIGINT') },
      ],
    })
    expect(run).toMatchObject({ exitCode: 130, signal: null })
    expect(run.output).toMatch(
      /exiting at once; these may still exist:\n(?: {3}- .*\n)*? {3}- OpenSearch domain vaf-ends-\w+-1\n/,
    )
    expect(run.output).not.toMatch(proved)

    account.domains.script.deletionSticks = false
    const next = await runVitest(tinyRun(account, { services }))
    expect(next.exitCode).toBe(0)
    // It may be gone by the time of the first look, which then has nothing to tell; the proof names it.
    expect(next.output).toMatch(/OpenSearch domain vaf-ends-\w+-1, left by run vaf-\w+/)
    expect(account.running()).toEqual([])
  })
})

describe("a teardown of the user's", () => {
  const tornDownBy = (account: SimulatedAccount, teardown: string) => {
    const run = tinyRun(account, { services: ['opensearch'] })
    const config = `${run.files['vitest.config.js']}`.replace(
      'plugins:',
      "test: { globalSetup: ['./set-up.js'] }, plugins:",
    )
    return runVitest({
      ...run,
      files: { ...run.files, 'vitest.config.js': config, 'set-up.js': `export const teardown = ${teardown}` },
    })
  }

  test('that throws does not keep the domain', async () => {
    const account = await simulatedAccount({ engines: engines() })
    const run = await tornDownBy(account, "() => { throw new Error('theirs') }")
    expect(run.output).toContain('theirs')
    expect(run.output).toMatch(proved)
    expect(account.running()).toEqual([])
  })

  test('that ends the process fails the run, and the next run deletes the domain', async () => {
    const account = await simulatedAccount({ engines: engines() })
    const run = await tornDownBy(account, '() => process.exit(0)')
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(
      /the process exits before the cleanup, .*; these may still exist:\n(?: {3}- .*\n)*? {3}- OpenSearch domain vaf-ends-/,
    )
    const next = await runVitest(tinyRun(account, { services: ['opensearch'] }))
    expect(next.exitCode).toBe(0)
    expect(next.output).toMatch(/OpenSearch domain vaf-ends-\w+-1, left by run vaf-\w+/)
    expect(account.running()).toEqual([])
  })
})

describe('a deletion that sticks fails the run, and says what is left and how to delete it by hand', () => {
  const aws = 'deleteTimeoutMs: 5_000'

  test('of a domain; the cluster is deleted all the same, and the next run deletes the domain', async () => {
    const account = await simulatedAccount({ engines: engines(), domains: { deletionSticks: true } })
    const run = await runVitest(tinyRun(account, { aws }))
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(
      /OpenSearch domain (vaf-ends-\w+-1) is still there after it was deleted\.\n\s*Last state: deleting, 5 s after the request\. AWS has accepted its deletion.*\n\s*Delete it by hand: aws opensearch delete-domain --domain-name \1 --region eu-west-1/,
    )
    expect(run.output).not.toMatch(proved)
    expect(account.clusters.clusters).toEqual([])
    expect(await noted(account)).toEqual(['neptune-cluster gone', 'opensearch-domain deleting'])

    account.domains.script.deletionSticks = false
    const next = await runVitest(tinyRun(account, { services: ['neptune'] }))
    expect(next.exitCode).toBe(0)
    expect(next.output).toMatch(/- OpenSearch domain vaf-ends-\w+-1, left by run vaf-\w+\n/)
    expect(await noted(account)).toEqual(['neptune-cluster gone', ...allGone])
  })

  test('of a cluster; the domain is deleted all the same, and the next run deletes the cluster', async () => {
    const account = await simulatedAccount({ engines: engines(), clusters: { clusterDeletionMs: Infinity } })
    const run = await runVitest(tinyRun(account, { aws }))
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(
      /Neptune cluster (vaf-ends-\w+-1) is still there after it was deleted\.\n\s*Last state: deleting, 5 s after the request\. .*\n\s*Delete it by hand: aws neptune .*\1/,
    )
    expect(account.running()).toEqual([expect.stringMatching(/^cluster vaf-ends-/)])
    expect(await noted(account)).toEqual(['neptune-cluster deleting', 'opensearch-domain gone'])

    const [stuck] = account.clusters.clusters
    stuck?.life.enter([['deleting', 50]], GONE)
    const next = await runVitest(tinyRun(account, { services: ['opensearch'] }))
    expect(next.exitCode).toBe(0)
    expect(next.output).toMatch(/- Neptune cluster vaf-ends-\w+-1, left by run vaf-\w+\n/)
    expect(await noted(account)).toEqual([...allGone, 'opensearch-domain gone'])
  })
})

describe('a deletion that AWS refuses', () => {
  async function refusing(options?: string): Promise<{ run: FinishedVitest; account: SimulatedAccount }> {
    const account = await simulatedAccount({ engines: engines() })
    account.aws.fault('DeleteDomain', denied())
    return { run: await runVitest(tinyRun(account, { ...(options && { options }) })), account }
  }
  const message =
    /OpenSearch domain (vaf-ends-\w+-1) could not be deleted\.\n.*AccessDenied.*\n.*\n\s*Delete it by hand: aws opensearch delete-domain --domain-name \1 --region eu-west-1/

  test('fails the run, with how to do it by hand; the other service is gone', async () => {
    const { run, account } = await refusing()
    expect(run.exitCode).toBe(1)
    expect(run.output).toMatch(message)
    expect(account.running()).toEqual([expect.stringMatching(/^domain vaf-ends-/)])
  })

  test("says the same with onLeak: 'warn', and the run passes", async () => {
    const { run, account } = await refusing("onLeak: 'warn'")
    expect(run.exitCode).toBe(0)
    expect(run.output).toMatch(message)
    expect(account.running()).toEqual([expect.stringMatching(/^domain vaf-ends-/)])
  })
})

test.for([
  ['after', lostAfterEffect, 0],
  ['before', lostBeforeEffect, 1],
] as const)('a create or delete whose answer is lost %s its effect is done once', async ([, lost, accepted]) => {
  const account = await simulatedAccount({ engines: engines() })
  const creates = ['CreateDomain', 'CreateDBCluster', 'CreateDBInstance']
  const deletes = ['DeleteDomain', 'DeleteDBInstance', 'DeleteDBCluster']
  for (const operation of [...creates, ...deletes]) account.aws.fault(operation, lost())
  const run = await runVitest(tinyRun(account))
  expect(run).toMatchObject({ exitCode: 0, signal: null })
  expect(run.output).toMatch(proved)
  expect(account.running()).toEqual([])
  for (const operation of [...creates, ...deletes])
    expect(account.aws.lines(operation)[0], operation).toMatch(/: lost$/)
  for (const operation of creates)
    expect(account.aws.lines(operation).filter((line) => line.endsWith(': ok'))).toHaveLength(accepted)
  expect(await noted(account)).toEqual(allGone)
})

describe('two runs at the same time', () => {
  /** Neither is answered before both have asked: each has seen that nothing is there. */
  function together({ aws }: SimulatedAccount, operation: string): void {
    const door = new EventEmitter()
    let come = 0
    aws.before(operation, async () => {
      come += 1
      // Where the other never comes, what it says of that is worth more than a test that hangs.
      if (come === 1) await once(door, 'open', { signal: AbortSignal.timeout(30_000) }).catch(() => {})
      else door.emit('open')
    })
  }
  const looks = `test('looks', async ({ opensearch, neptune }) => {
    expect((await opensearch.info()).statusCode).toBe(200)
    expect((await neptune.status()).status).toBe('healthy')
  })`

  test.for(['refused', 'upsert'] as const)(
    'with reuse share one domain and one cluster (create: %s)',
    async (nameTaken) => {
      const account = await simulatedAccount({ engines: engines(), domains: { nameTaken } })
      for (const operation of ['CreateDomain', 'CreateDBCluster']) together(account, operation)
      const run = tinyRun(account, { options: 'reuse: true', body: looks })
      const runs = await Promise.all([runVitest(run), runVitest(run)])
      expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0])
      expect(account.running().map((name) => name.split(' ')[0])).toEqual(['domain', 'cluster', 'instance'])
      expect(account.aws.lines('CreateDomain')).toHaveLength(2)
      expect(account.aws.lines('CreateDBCluster')).toHaveLength(2)
      expect(account.aws.writes.filter(({ operation }) => operation.startsWith('Delete'))).toEqual([])
    },
  )

  test('each have their own, and both leave nothing, not even of an earlier one', async () => {
    const account = await simulatedAccount({ engines: engines() })
    await left(account, 'vaf-dead0')
    await ended(account)
    for (const operation of ['CreateDomain', 'CreateDBCluster']) together(account, operation)
    const run = tinyRun(account, { body: looks })
    const runs = await Promise.all([runVitest(run), runVitest(run)])
    // Whoever looks later may find it gone already, and has nothing to tell.
    const told = 'vaf-ends-dead0-1, left by run vaf-dead0, whose process has ended'
    expect(runs.some(({ output }) => output.includes(told))).toBe(true)
    for (const { exitCode, output } of runs) {
      expect(exitCode).toBe(0)
      expect(output).toMatch(proved)
    }
    expect(new Set(account.aws.lines('CreateDomain')).size).toBe(2)
    expect(account.running()).toEqual([])
    expect(await noted(account)).toEqual([...allGone, ...allGone, 'opensearch-domain gone'].sort())
  })
})

test('removes only what is left here by a process that has ended, also where its ledger is torn', async () => {
  const account = await simulatedAccount({ engines: engines() })
  const id = await left(account, 'vaf-dead0')
  await left(account, 'vaf-other', { account: '444455556666' })
  await left(account, 'vaf-place', { region: 'us-east-1' })
  await ended(account)
  await appendFile(join(account.ledgers, 'vaf-dead0.ledger.jsonl'), '{"type":"opensearch-do')
  await left(account, 'vaf-alive')

  const run = await runVitest(tinyRun(account, { services: ['opensearch'] }))
  expect(run.exitCode).toBe(0)
  expect(run.output).toContain(
    `OpenSearch domain ${id}, left by run vaf-dead0, whose process has ended. The run deletes it now.`,
  )
  for (const [id, where] of [
    ['vaf-other', '444455556666, eu-west-1'],
    ['vaf-place', '111122223333, us-east-1'],
  ]) {
    expect(run.output).toContain(
      `Run ${id}, whose process has ended, may have left opensearch-domain vaf-ends-${id!.slice(4)}-1 in account ${where}.`,
    )
    expect(run.output).toContain(`delete it by hand, and then delete ${join(account.ledgers, `${id}.ledger.jsonl`)}.`)
  }
  expect(run.output).not.toContain('alive')
  expect(account.running()).toEqual(['other', 'place', 'alive'].map((name) => `domain vaf-ends-${name}-1`))
  expect(await readFile(join(account.ledgers, 'vaf-dead0.ledger.jsonl'), 'utf8')).toContain('"state":"deleting"')
  const states = (await readLedgers(account.ledgers)).map(({ run, resources }) => `${run} ${resources[0]?.state}`)
  expect(states).toEqual(
    expect.arrayContaining(['vaf-dead0 gone', 'vaf-other created', 'vaf-place created', 'vaf-alive created']),
  )
})
