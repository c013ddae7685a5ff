import { randomUUID } from 'node:crypto'
import { markedProcesses } from './left-behind.ts'
import type { FinishedVitest, VitestRun } from './run-vitest.ts'
import { runVitest } from './run-vitest.ts'
import type { SimulatedAccount } from './simulated-account.ts'
import { IN_A_TEST } from './tiny-run.ts'

/** When a run is ended, by what it asks of an account: a call that has come, or one that has taken effect and is not answered. */
export interface Moment {
  readonly when: 'before' | 'after'
  readonly operation: string
  /** Which call of the operation it is, counted from 1; default 1. */
  readonly nth?: number
}

/**
 * Runs a project until that moment, or until an endless test runs, and ends all of its processes by SIGKILL then. A
 * call that has come and has not taken effect never does.
 */
export async function killedRun(
  account: SimulatedAccount,
  run: VitestRun,
  at: Moment | typeof IN_A_TEST,
): Promise<FinishedVitest> {
  const [name, value] = ['AWS_FIXTURES_MORTAL_RUN', randomUUID()]
  const kill = () => {
    for (const pid of markedProcesses({ marker: `${name}=${value}` })) process.kill(pid, 'SIGKILL')
  }
  if (at !== IN_A_TEST) onceAt(account, at, kill)
  return await runVitest({
    ...run,
    env: { ...run.env, [name]: value },
    ...(at === IN_A_TEST && { reactions: [{ on: IN_A_TEST, act: kill }] }),
  })
}

/** Does something at that moment, once. What has come and has not taken effect never does. */
function onceAt({ aws }: SimulatedAccount, { when, operation, nth = 1 }: Moment, act: () => void): void {
  let calls = 0
  aws[when](operation, () => {
    calls += 1
    if (calls !== nth) return
    act()
    if (when === 'before') throw new Error('Whoever has asked for it is no longer there.')
  })
}
