import { messageOf, ProvisionError } from '../errors/errors.ts'
import { systemClock } from '../wait/clock.ts'
import { sleep } from '../wait/sleep.ts'
import type { Mark } from './mark.ts'
import { namesOf } from './mark.ts'
import { MARK_MS, Marks } from './marks.ts'
import type { Observation } from './resource.ts'
import type { Tracked } from './tracked-resource.ts'
import { nameOf } from './tracked-resource.ts'

/** The pause between two looks at who else uses a resource, in milliseconds, at most half as much more or less. */
const PAUSE_MS = 2_000

/**
 * Marks a shared resource as used by this run, and goes on doing so until the cleanup takes the mark away. Waits for runs
 * that cannot be there beside it, and for one that is about to stop the resource.
 *
 * The mark is written first, and then it is looked who else has one: of two runs that come at the same time at least one
 * sees the other, and whoever sees another one takes its own back. Fails with a ProvisionError that names those who are
 * still there after `timeoutMs`.
 */
export async function hold<Spec, Seen extends Observation>(tracked: Tracked<Spec, Seen>): Promise<void> {
  if (!Marks.areOn(tracked)) return
  const { use, tags, cleanup, report, signal, until, timeoutMs, clock = systemClock } = tracked
  const marks = new Marks(tracked)
  const ended = new AbortController()
  const stop = AbortSignal.any([signal, ended.signal, ...(until ? [until] : [])])
  let renewing = Promise.resolve()
  cleanup.push(`mark on ${nameOf(tracked)}`, async () => {
    ended.abort()
    await renewing
    use.here.delete(tags.run)
    await marks.remove(new AbortController().signal)
    return []
  })
  const startedAt = clock.now()
  const deadline = startedAt + timeoutMs
  let state: Mark['state'] | undefined
  let writtenAt = 0
  const write = async (next: Mark['state']) => {
    if (state === next && clock.now() - writtenAt < MARK_MS / 3) return
    state = next
    writtenAt = clock.now()
    await marks.put(next, signal)
  }
  let isTold = false
  for (;;) {
    const inTheWay = (await marks.ofOthers(signal)).filter((other) => isInTheWay(other, use.level))
    if (inTheWay.length === 0) {
      if (state === 'holds') break
      await write('holds')
      continue
    }
    await write('waits')
    if (clock.now() > deadline || inTheWay.some(({ run }) => use.here.has(run))) {
      throw stillHeld(nameOf(tracked), clock.now() - startedAt, inTheWay)
    }
    if (!isTold) report({ type: 'warning', message: waitsFor(nameOf(tracked), inTheWay) })
    isTold = true
    await sleep(PAUSE_MS * (0.5 + Math.random()), signal, clock)
  }
  use.here.add(tags.run)
  renewing = renew(stop, tracked, marks)
}

const isInTheWay = ({ state, level }: Mark, ours: Mark['level']): boolean =>
  state === 'stops' || (state === 'holds' && (level === 'alone' || ours === 'alone'))

/** Never fails: nobody waits for it before the cleanup. */
async function renew<Spec, Seen extends Observation>(
  stop: AbortSignal,
  tracked: Tracked<Spec, Seen>,
  marks: Marks<Spec, Seen>,
): Promise<void> {
  const { report, clock = systemClock } = tracked
  let isTold = false
  while (!stop.aborted) {
    // It ends early only because the run does.
    await sleep(MARK_MS / 3, stop, clock).catch(() => {})
    if (stop.aborted) return
    await marks.put('holds', stop).catch((error: unknown) => {
      if (stop.aborted || isTold) return
      isTold = true
      const message = `${nameOf(tracked)}: that this run uses it could not be written anew. It is tried again.`
      report({ type: 'warning', message: `${message}\n   Last seen: ${messageOf(error).split('\n')[0]}` })
    })
  }
}

const waitsFor = (what: string, others: readonly Mark[]): string =>
  `${what} is used by ${namesOf(others)}. It is waited for: tests that need a graph alone take turns with other runs.`

function stillHeld(what: string, waitedMs: number, others: readonly Mark[]): ProvisionError {
  return new ProvisionError([
    `${what} is used by another run, and this one needs it alone, or the other one does.`,
    `Last seen: ${namesOf(others)}; waited for ${(waitedMs / 1000).toFixed(0)} s.`,
    "Wait until it has ended, set isolation: 'partition' for all runs that share it, or give this project a cluster of its own: 'aws.name'.",
  ])
}
