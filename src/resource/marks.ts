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

/** How long a mark is good for, in milliseconds; its run writes it anew at each third of that. */
const MARK_MS = 15 * 60_000

/** The pause between two polls of who else uses a resource, in milliseconds, at most half as much more or less. */
const PAUSE_MS = 2_000

interface Marked {
  readonly kind: Pick<SharedResourceKind<never>, 'name' | 'putMark' | 'removeMark' | 'listMarks'>
  readonly id: string
  readonly tags: OwnershipTags
  readonly use: Use
  readonly report: Reporter
  readonly clock?: Clock | undefined
}

/** How long a run holds a resource, and waits for others. */
interface Hold {
  readonly cleanup: CleanupStack
  readonly signal: AbortSignal
  /** Aborted when the run begins to tidy up: from then on the mark is not renewed. */
  readonly until?: AbortSignal | undefined
  /** How long others are waited for, in milliseconds. */
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
   * Marks the resource as used by this run, and goes on doing so until the cleanup takes the mark away. Waits for runs
   * that cannot be there beside it, and for one that is about to stop the resource.
   *
   * The mark is written first, and then those of others are read: of two runs that come at the same time at least one
   * sees the other, and whoever sees another one takes its own back. Fails with a ProvisionError that names those who are
   * still there after `timeoutMs`.
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

  /** Never fails: nobody waits for it before the cleanup. */
  async #renew(stop: AbortSignal): Promise<void> {
    let isTold = false
    while (!stop.aborted) {
      // It ends early only because the run does.
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

  /** Takes this run's mark away. Never fails: one that stays expires, and that is told. */
  async remove(signal: AbortSignal): Promise<void> {
    const { kind, id, tags, report } = this.#of
    await kind.removeMark?.(id, tags.run, signal).catch((error: unknown) => {
      report({ type: 'warning', message: messages.markNotRemoved(this.#what, MARK_MS, messageOf(error)) })
    })
  }

  /**
   * The marks of other runs that may live. A mark long expired, or whose run has ended on this machine, is taken away: a
   * resource has no room for many. Fails with what the kind throws.
   */
  async ofOthers(signal: AbortSignal): Promise<readonly Mark[]> {
    const { kind, id, tags, use } = this.#of
    const living: Mark[] = []
    for (const [run, value] of (await kind.listMarks?.(id, signal)) ?? []) {
      if (run === tags.run) continue
      const mark = unpackMark(run, value)
      const isOver = mark.until + CLOCKS_APART_MS < this.#clock.now() || (await use.isDead(run, mark.proof))
      if (!isOver) living.push(mark)
      // A run that has lost its mark does not need this one; that it could not be taken away is for the next one to try.
      else await kind.removeMark?.(id, run, signal).catch(() => {})
    }
    return living
  }
}

const isInTheWay = ({ state, level }: Mark, ours: Mark['level']): boolean =>
  state === 'stops' || (state === 'holds' && (level === 'alone' || ours === 'alone'))
