import { hasErrorCode, ProvisionError } from '../errors/errors.ts'
import { tellLooks } from '../report/report-polls.ts'
import { systemClock } from '../wait/clock.ts'
import { waitForState } from '../wait/wait-for-state.ts'
import { awaitReady } from './await-ready.ts'
import { hold } from './hold.ts'
import { keep } from './keep.ts'
import { renewExpiry } from './renew-expiry.ts'
import type { Observation, OwnershipTags } from './resource.ts'
import { isSameOwner } from './same-owner.ts'
import type { Tracked } from './tracked-resource.ts'
import { nameOf, note, remove, slowHint } from './tracked-resource.ts'

/**
 * Makes a resource: writes the ledger, registers the undo, asks for it, reads its tags back, waits. `name-in-use`: one of
 * its name is still being deleted. `made-by-another`: another run that asks for the same was quicker.
 *
 * Fails with a ProvisionError or an OwnershipError where what is there then belongs to somebody else; it is left alone.
 */
export async function make<Spec, Seen extends Observation>(
  tracked: Tracked<Spec, Seen>,
): Promise<Seen | 'name-in-use' | 'made-by-another'> {
  const { kind, id, spec, tags, cleanup, report, clock = systemClock, signal, timeoutMs, expected, cost } = tracked
  const what = nameOf(tracked)
  const startedAt = clock.now()
  await note(tracked, 'creating')
  const undo = new Undo(tracked)
  cleanup.push(what, () => undo.run())
  report({ type: 'resource-asked', what, cost })

  try {
    await kind.create(id, spec, tags, signal)
  } catch (error) {
    const instead = kind.isNameInUse(error) ? 'name-in-use' : await whoWasQuicker(tracked)
    if (instead || hasErrorCode(error, 'AWS_FIXTURE_OWNERSHIP')) await undo.isNotOurs()
    if (!instead) throw error
    return instead
  }
  await note(tracked, 'created')
  const owner = await readBack(tracked)
  if (owner !== 'ours') {
    await undo.isNotOurs()
    if (owner === 'for-the-same') return 'made-by-another'
    throw new ProvisionError(
      [
        `${what} was made by another run at the same time: it is tagged with run ${owner.run}.`,
        'It was left alone.',
        'Run again.',
      ],
      { resource: id },
    )
  }
  undo.isMade()
  renewExpiry(tracked, tags)
  try {
    await hold(tracked)
    const seen = await awaitReady({
      ...{ kind, id, asked: { spec, tags }, timeoutMs, clock, signal },
      isNew: true,
      hint: slowHint(tracked),
      wayOut: 'It is of no use, and is deleted now. Mend what AWS says of it, and run again.',
      onLook: tellLooks(report, { what, wanted: kind.target, expectedMs: expected?.readyMs }),
    })
    await note(tracked, 'ready')
    report({ type: 'resource-created', what, elapsedMs: clock.now() - startedAt })
    return seen
  } catch (error) {
    // What has failed is of no use to a later run either.
    undo.hasFailed = hasErrorCode(error, 'AWS_FIXTURE_UNEXPECTED_STATE')
    throw error
  }
}

/** Whether a create failed because another run that asks for the same was quicker. */
async function whoWasQuicker<Spec, Seen extends Observation>({
  kind,
  id,
  tags,
  reuse,
  signal,
}: Tracked<Spec, Seen>): Promise<'made-by-another' | undefined> {
  if (!reuse || signal.aborted) return undefined
  // Why the create failed is told, whatever this look says.
  const owner = await kind.owner(id, signal).catch(() => undefined)
  const isOthers = owner !== undefined && !isSameOwner(owner, tags)
  return isOthers && owner.fingerprint === tags.fingerprint ? 'made-by-another' : undefined
}

/** Whose the resource is that is there now: a create may have acted on one that another run had just made. */
async function readBack<Spec, Seen extends Observation>(
  tracked: Tracked<Spec, Seen>,
): Promise<'ours' | 'for-the-same' | { readonly run: string }> {
  const { kind, id, tags, reuse, signal, clock } = tracked
  const { visibleWithinMs = 0 } = kind
  let owner: OwnershipTags = tags
  await waitForState({
    what: `the tags of ${nameOf(tracked)}`,
    observe: async (look) => {
      const seen = await kind.owner(id, look)
      if (!seen) return undefined
      owner = seen
      return { state: 'there' }
    },
    target: 'there',
    pending: [],
    absentForMs: visibleWithinMs,
    timeoutMs: visibleWithinMs,
    schedule: kind.schedules?.ready,
    tolerate: kind.tolerate,
    signal,
    ...(clock && { clock }),
  }).catch((cause: unknown) => {
    if (!hasErrorCode(cause, 'AWS_FIXTURE_UNEXPECTED_STATE')) throw cause
    throw new ProvisionError(
      [
        `${nameOf(tracked)} was asked for, and its tags cannot be read.`,
        `Last seen: none of ours in ${(visibleWithinMs / 1000).toFixed(0)} s.`,
        `Run again. If it is there by then: ${kind.removal(id).join(' && ')}`,
      ],
      { resource: id, cause },
    )
  })
  if (isSameOwner(owner, tags)) return 'ours'
  return reuse && owner.fingerprint === tags.fingerprint ? 'for-the-same' : owner
}

/** What becomes of a resource that this run has asked for. */
class Undo<Spec, Seen extends Observation> {
  readonly #tracked: Tracked<Spec, Seen>
  #isOurs = true
  #isMade = false
  hasFailed = false

  constructor(tracked: Tracked<Spec, Seen>) {
    this.#tracked = tracked
  }

  /** What is there of that name is another's. */
  async isNotOurs(): Promise<void> {
    this.#isOurs = false
    await note(this.#tracked, 'gone')
  }

  /** It has been seen, and is ours. */
  isMade(): void {
    this.#isMade = true
  }

  async run(): Promise<readonly string[]> {
    if (!this.#isOurs) return []
    if (this.#tracked.reuse && this.#isMade && !this.hasFailed) return keep(this.#tracked)
    return remove({ ...this.#tracked, owner: this.#tracked.tags })
  }
}
