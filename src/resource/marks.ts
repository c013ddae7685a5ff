import { messageOf } from '../errors/errors.ts'
import { systemClock } from '../wait/clock.ts'
import { CLOCKS_APART_MS } from './expiry.ts'
import type { Mark, Use } from './mark.ts'
import { packMark, unpackMark } from './mark.ts'
import type { Observation } from './resource.ts'
import type { Tracked } from './tracked-resource.ts'
import { nameOf } from './tracked-resource.ts'

/** How long a mark is good for, in milliseconds; its run writes it anew at each third of that. */
export const MARK_MS = 15 * 60_000

type Marked<Spec, Seen extends Observation> = Pick<Tracked<Spec, Seen>, 'kind' | 'id' | 'tags' | 'clock' | 'report'> & {
  readonly use: Use
}

/** The marks on one resource, as one run writes and reads them. */
export class Marks<Spec, Seen extends Observation> {
  readonly #of: Marked<Spec, Seen>

  constructor(of: Marked<Spec, Seen>) {
    this.#of = of
  }

  /** Whether this kind of resource can carry marks. */
  static areOn<Spec, Seen extends Observation>(
    tracked: Tracked<Spec, Seen>,
  ): tracked is Tracked<Spec, Seen> & { use: Use } {
    return tracked.use !== undefined && tracked.reuse && tracked.kind.putMark !== undefined
  }

  /** Writes this run's mark. */
  async put(state: Mark['state'], signal: AbortSignal, forMs = MARK_MS): Promise<void> {
    const { kind, id, tags, use, clock = systemClock } = this.#of
    const { run, proof } = tags
    const until = Math.round(clock.now()) + forMs
    const mark: Mark = { run, level: use.level, state, until, ...(proof !== undefined && { proof }) }
    await kind.putMark?.(id, run, packMark(mark), signal)
  }

  /** Takes this run's mark away. Never fails: one that stays expires, and that is told. */
  async remove(signal: AbortSignal): Promise<void> {
    const { kind, id, tags, report } = this.#of
    await kind.removeMark?.(id, tags.run, signal).catch((error: unknown) => {
      const told = `${nameOf(this.#of)}: the mark of this run could not be taken away; it expires in ${MARK_MS / 60_000} min.`
      report({ type: 'warning', message: `${told}\n   Last seen: ${messageOf(error).split('\n')[0]}` })
    })
  }

  /**
   * The marks of other runs that may live. A mark long expired, or whose run has ended on this machine, is taken away: a
   * resource has no room for many. Fails with what the kind throws.
   */
  async ofOthers(signal: AbortSignal): Promise<readonly Mark[]> {
    const { kind, id, tags, use, clock = systemClock } = this.#of
    const living: Mark[] = []
    for (const [run, value] of (await kind.listMarks?.(id, signal)) ?? []) {
      if (run === tags.run) continue
      const mark = unpackMark(run, value)
      const isOver = mark.until + CLOCKS_APART_MS < clock.now() || (await use.isDead(run, mark.proof))
      if (!isOver) living.push(mark)
      // A run that has lost its mark does not need this one; that it could not be taken away is for the next one to try.
      else await kind.removeMark?.(id, run, signal).catch(() => {})
    }
    return living
  }
}
