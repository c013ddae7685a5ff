import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ageLedgers, joinLedgers } from '../../support/ledgers-of.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'
import { killedRun, type Moment } from '../../support/sudden-end.ts'
import { endless, IN_A_TEST, tinyRun } from '../../support/tiny-run.ts'

const engines = simulatedEngines()

/** A step of a run at which it is killed, and what is left in the account then; absent where that goes by itself. */
interface Step {
  readonly at: Moment | typeof IN_A_TEST
  readonly leaves?: readonly ('domain' | 'cluster' | 'instance')[]
}

const before = (operation: string): Moment => ({ when: 'before', operation })
const after = (operation: string): Moment => ({ when: 'after', operation })
/** Its first look at what it has asked for; one before that is for what may be there. */
const looking = (operation: string): Moment => ({ when: 'after', operation, nth: 2 })

const services = {
  opensearch: {
    type: 'OpenSearch domain',
    creates: ['CreateDomain'],
    making: [
      { at: before('CreateDomain'), leaves: [] },
      { at: after('CreateDomain'), leaves: ['domain'] },
      { at: after('ListTags'), leaves: ['domain'] },
      { at: looking('DescribeDomain'), leaves: ['domain'] },
      { at: IN_A_TEST, leaves: ['domain'] },
    ],
    removing: [{ at: before('DeleteDomain'), leaves: ['domain'] }, { at: after('DeleteDomain') }],
  },
  neptune: {
    type: 'Neptune cluster',
    creates: ['CreateDBCluster', 'CreateDBInstance'],
    making: [
      { at: before('CreateDBCluster'), leaves: [] },
      { at: after('CreateDBCluster'), leaves: ['cluster'] },
      { at: before('CreateDBInstance'), leaves: ['cluster'] },
      { at: after('CreateDBInstance'), leaves: ['cluster', 'instance'] },
      { at: after('ListTagsForResource'), leaves: ['cluster', 'instance'] },
      { at: looking('DescribeDBClusters'), leaves: ['cluster', 'instance'] },
      { at: IN_A_TEST, leaves: ['cluster', 'instance'] },
    ],
    removing: [
      { at: before('DeleteDBInstance'), leaves: ['cluster', 'instance'] },
      { at: after('DeleteDBInstance') },
      { at: before('DeleteDBCluster') },
      { at: after('DeleteDBCluster') },
    ],
  },
} as const satisfies Record<string, unknown>

describe.each(['opensearch', 'neptune'] as const)('%s, kill -9', { timeout: 300_000 }, (service) => {
  const { making, removing, type, creates } = services[service]
  const body = ({ at }: Step) => (at === IN_A_TEST ? { body: endless(service) } : {})
  const titleOf = ({ at }: Step) => (at === IN_A_TEST ? at : `${at.when} ${at.operation}`)

  test('the next run removes what each step of making and removing it may leave', async () => {
    const account = await simulatedAccount({ engines: engines() })
    const run = tinyRun(account, { services: [service] })
    for (const step of [...making, ...removing] as readonly Step[]) {
      const here = new Set(account.running())
      const home = join(account.ledgers, '..', '..', '..', titleOf(step).replaceAll(' ', '-'))
      const dying = tinyRun(account, { services: [service], ...body(step) })
      const killed = await killedRun(account, { ...dying, env: { ...dying.env, XDG_STATE_HOME: home } }, step.at)
      expect(killed, titleOf(step)).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
      const names = account.running().filter((name) => !here.has(name))
      const left = names.map((name) => name.split(' ')[0])
      if (step.leaves) expect(left, titleOf(step)).toEqual(step.leaves)
      await joinLedgers(join(home, 'vitest-aws-fixtures', 'ledgers'), account.ledgers)
    }
    await ageLedgers(account.ledgers, 3 * 60_000)

    const next = await runVitest(run)
    expect(next).toMatchObject({ exitCode: 0, signal: null })
    expect(account.running()).toEqual([])
    const all: readonly Step[] = [...making, ...removing]
    const mentioned = (end: string) =>
      new Set(next.output.match(new RegExp(`${type} \\S+, left by run vaf-\\w{5}${end}`, 'g')))
    // The proof names each that was looked for; that it is deleted is told only of what was found to be the run's.
    expect(mentioned('(?=\\n)').size).toBe(all.length)
    const found = mentioned(', whose process has ended\\. The run deletes it now\\.').size
    expect(found).toBeGreaterThanOrEqual(all.filter(({ leaves = [] }) => leaves.length > 0).length)
    expect(found).toBeLessThan(all.length)

    const writes = account.aws.writes.length
    const third = await runVitest(run)
    expect(third.exitCode).toBe(0)
    expect(third.output).not.toContain('left by run')
    expect(account.running()).toEqual([])
    expect(account.aws.writes.length - writes).toBe(2 * creates.length)
  })

  test('with reuse the next run goes on where each step of making it has ended', async () => {
    const account = await simulatedAccount({ engines: engines() })
    const run = tinyRun(account, { services: [service], options: 'reuse: true' })
    for (const step of making as readonly Step[]) {
      const dying = tinyRun(account, { services: [service], options: 'reuse: true', ...body(step) })
      const killed = await killedRun(account, dying, step.at)
      expect(killed, titleOf(step)).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
    }
    const kept = account.running()
    for (let each = 0; each < 2; each += 1) {
      const next = await runVitest(run)
      expect(next).toMatchObject({ exitCode: 0, signal: null })
      expect(next.output).toMatch(new RegExp(`${type} vaf-ends-\\w+-1 reused, ready after`))
      expect(account.running()).toEqual(kept)
    }
    const made = account.aws.lines().filter((line) => /^(Create|Delete)/.test(line))
    for (const create of creates)
      expect(made.filter((line) => line.startsWith(`${create} `) && line.endsWith(': ok'))).toHaveLength(1)
    expect(made.filter((line) => line.startsWith('Delete'))).toEqual([])
  })
})
