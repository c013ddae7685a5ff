import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Says that one is there, and waits until all others, in whatever worker, are there too; fails after 45 seconds. */
export async function meet(own: string, ...others: readonly string[]): Promise<void> {
  writeFileSync(`${own}.here`, '')
  const latest = Date.now() + 45_000
  const missing = () => others.filter((other) => !existsSync(`${other}.here`))
  while (missing().length > 0) {
    if (Date.now() > latest) throw new Error(`Not there: ${missing().join(', ')}.`)
    await sleep(25)
  }
}
