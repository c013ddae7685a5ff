import { messageOf, ProvisionError } from '../errors/errors.ts'
import type { CleanupStack } from '../ledger/cleanup-stack.ts'
import type { Reporter } from '../report/events.ts'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'
import { sleep } from '../wait/sleep.ts'
import { CLOCKS_APART_MS } from './expiry.ts'
import type { Mark, Use } from './mark.ts'
import { namesOf, packMark, unpackMark } from './mark.ts'
import * as messages from './messages.ts'
import type { OwnershipTags, SharedResourceKind } from './resource.ts'

/** How long a mark is valid, in milliseconds. Its run renews it at each third of that. */
const MARK_MS = 15 * 60_000

/** The pause between two polls for other runs that use a resource, in milliseconds, with a jitter of at most half of it. */
const PAUSE_MS = 2_000

interface Marked {
  readonly kind: Pick<SharedResourceKind<never>, 'name' | 'putMark' | 'removeMark' | 'listMarks'>
  readonly id: string
  readonly tags: OwnershipTags
  readonly use: Use
  readonly report: Reporter
  readonly clock?: Clock | undefined
}

/** How a run holds a resource, and how long it waits for others. */
interface Hold {
  readonly cleanup: CleanupStack
  readonly signal: AbortSignal
  /** Aborted when the cleanup of the run begins: from then on the mark is not renewed. */
  readonly until?: AbortSignal | undefined
  /** How long the run waits for others, in milliseconds. */
  readonly timeoutMs: number
}

/** The marks on one resource, as one run writes and reads them. */
export class Marks {
  readonly #of: Marked
  readonly #clock: Clock
  readonly #what: string

  constructor(of: Marked) {
    this.#of = of
    this.#clock = of.clock ?? systemClock
    this.#what = `${of.kind.name} ${of.id}`
  }

  /**
   * Marks the resource as used by this run, and renews the mark until the cleanup removes it. Waits for runs that cannot use
   * the resource at the same time, and for a run that is about to stop it.
   *
   * The run writes its mark first, and then reads those of others. So of two runs that begin at the same time at least one sees
   * the other. A run that sees another mark takes its own back. Fails with a ProvisionError that names the runs that still use
   * the resource after `timeoutMs`.
   */
  async hold({ cleanup, signal, until, timeoutMs }: Hold): Promise<void> {
    const { use, tags, report } = this.#of
    const ended = new AbortController()
    const stop = AbortSignal.any([signal, ended.signal, ...(until ? [until] : [])])
    let renewing = Promise.resolve()
    cleanup.push(`mark on ${this.#what}`, async () => {
      ended.abort()
      await renewing
      use.here.delete(tags.run)
      await this.remove(new AbortController().signal)
      return []
    })
    const startedAt = this.#clock.now()
    let state: Mark['state'] | undefined
    let writtenAt = 0
    const write = async (next: Mark['state']) => {
      if (state === next && this.#clock.now() - writtenAt < MARK_MS / 3) return
      state = next
      writtenAt = this.#clock.now()
      await this.put(next, signal)
    }
    let isTold = false
    for (;;) {
      const inTheWay = (await this.ofOthers(signal)).filter((other) => isInTheWay(other, use.level))
      if (inTheWay.length === 0) {
        if (state === 'holds') break
        await write('holds')
        continue
      }
      await write('waits')
      const waitedMs = this.#clock.now() - startedAt
      if (waitedMs > timeoutMs || inTheWay.some(({ run }) => use.here.has(run))) {
        throw new ProvisionError(messages.stillUsed(this.#what, namesOf(inTheWay), waitedMs))
      }
      if (!isTold) report({ type: 'warning', message: messages.waitsForUsers(this.#what, namesOf(inTheWay)) })
      isTold = true
      await sleep(PAUSE_MS * (0.5 + Math.random()), signal, this.#clock)
    }
    use.here.add(tags.run)
    renewing = this.#renew(stop)
  }

  /** Never fails, because nothing waits for it before the cleanup. */
  async #renew(stop: AbortSignal): Promise<void> {
    let isTold = false
    while (!stop.aborted) {
      // An early end only means that the run ends.
      await sleep(MARK_MS / 3, stop, this.#clock).catch(() => {})
      if (stop.aborted) return
      await this.put('holds', stop).catch((error: unknown) => {
        if (stop.aborted || isTold) return
        isTold = true
        this.#of.report({ type: 'warning', message: messages.markNotRenewed(this.#what, messageOf(error)) })
      })
    }
  }

  /** Writes this run's mark. Fails with what the kind throws. */
  async put(state: Mark['state'], signal: AbortSignal, forMs = MARK_MS): Promise<void> {
    const { kind, id, tags, use } = this.#of
    const { run, proof } = tags
    const until = Math.round(this.#clock.now()) + forMs
    const mark: Mark = { run, level: use.level, state, until, ...(proof !== undefined && { proof }) }
    await kind.putMark?.(id, run, packMark(mark), signal)
  }

  /** Removes this run's mark. Never fails: a mark that could not be removed is reported, and expires. */
  async remove(signal: AbortSignal): Promise<void> {
    const { kind, id, tags, report } = this.#of
    await kind.removeMark?.(id, tags.run, signal).catch((error: unknown) => {
      report({ type: 'warning', message: messages.markNotRemoved(this.#what, MARK_MS, messageOf(error)) })
    })
  }

  /**
   * The marks of other runs that may still live. Removes marks that expired long ago, and those of runs that have ended on this
   * machine, because a resource has room for few tags. Fails with what the kind throws.
   */
  async ofOthers(signal: AbortSignal): Promise<readonly Mark[]> {
    const { kind, id, tags, use } = this.#of
    const living: Mark[] = []
    for (const [run, value] of (await kind.listMarks?.(id, signal)) ?? []) {
      if (run === tags.run) continue
      const mark = unpackMark(run, value)
      const isOver = mark.until + CLOCKS_APART_MS < this.#clock.now() || (await use.isDead(run, mark.proof))
      if (!isOver) living.push(mark)
      // This run does not depend on the removal. The next run tries it again.
      else await kind.removeMark?.(id, run, signal).catch(() => {})
    }
    return living
  }
}

const isInTheWay = ({ state, level }: Mark, ours: Mark['level']): boolean =>
  state === 'stops' || (state === 'holds' && (level === 'alone' || ours === 'alone'))
