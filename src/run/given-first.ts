import { sideBySide } from '../base/side-by-side.ts'

type Work<Results extends readonly unknown[]> = {
  readonly [At in keyof Results]: (signal: AbortSignal) => Promise<Results[At]>
}

/**
 * Does first, side by side, what is about services that are there, given or left by an earlier run, and then the rest: a policy, an address or an isolation
 * level that is wrong there is told before the other service is asked for, which takes minutes and costs money. Fails as
 * `sideBySide` does.
 */
export async function givenFirst<Results extends readonly unknown[]>(
  signal: AbortSignal,
  isGiven: readonly boolean[],
  work: Work<Results>,
): Promise<Results> {
  const only = (when: boolean) => work.map((start, at) => (isGiven[at] === when ? start : nothing)) as Work<Results>
  const given = await sideBySide<Results>(signal, only(true))
  const made = await sideBySide<Results>(signal, only(false))
  return made.map((result, at) => (isGiven[at] ? given[at] : result)) as unknown as Results
}

const nothing = async () => undefined
