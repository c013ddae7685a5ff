import { projectWith, usesGraph, usesIndex } from './project-with.ts'
import type { VitestRun } from './run-vitest.ts'
import type { SimulatedAccount } from './simulated-account.ts'

export interface TinyRun {
  /** Default both. */
  readonly services?: readonly ('opensearch' | 'neptune')[]
  /** Further options, as they are written: `reuse: true`. */
  readonly options?: string
  /** Further options of `aws`. */
  readonly aws?: string
  /** What tests the last service that is used; default a moment's work there. */
  readonly body?: string
}

/** A project with one test in a simulated account, always of the same name there. */
export function tinyRun(account: SimulatedAccount, run: TinyRun = {}): VitestRun {
  const { services = ['opensearch', 'neptune'], options, aws } = run
  const given = ["region: 'eu-west-1'", ...services.map((service) => `${service}: {}`), ...(options ? [options] : [])]
  const there = [
    "name: 'ends'",
    'insideVpc: true',
    "allowedAccounts: ['111122223333']",
    'insideVpc: true',
    ...(aws ? [aws] : []),
  ]
  const body = run.body ?? (services.at(-1) === 'neptune' ? usesGraph : usesIndex)
  return {
    vitest: 5,
    files: projectWith(`{ ${given.join(', ')}, aws: { ${there.join(', ')} } }`, body),
    env: account.env,
    machine: account.machine,
  }
}

/** What an endless test prints once it runs. */
export const IN_A_TEST = 'in a test'

/** A test of the service that says when it runs, and goes on until it is ended. */
export const endless = (service: 'opensearch' | 'neptune'): string => `test('waits', async ({ ${service} }) => {
  console.log('${IN_A_TEST}', typeof ${service})
  await new Promise(() => {})
}, 60_000)`
