import { ProvisionError, UnexpectedStateError } from '../errors/errors.ts'
import { tellLooks } from '../report/report-polls.ts'
import { systemClock } from '../wait/clock.ts'
import { awaitReady } from './await-ready.ts'
import { hold } from './hold.ts'
import { keep } from './keep.ts'
import { Marks } from './marks.ts'
import { ownerOf } from './observe.ts'
import { renewExpiry } from './renew-expiry.ts'
import type { Observation, OwnershipTags } from './resource.ts'
import type { Tracked } from './tracked-resource.ts'
import { nameOf, note, slowHint } from './tracked-resource.ts'

/**
 * Uses a resource that is there: ours by its tags, and as the spec says. Fails with a ProvisionError where it is not, and
 * with an UnexpectedStateError where it will never be ready.
 */
export async function adopt<Spec, Seen extends Observation>(
  tracked: Tracked<Spec, Seen>,
  found: Seen,
): Promise<{ readonly seen: Seen; readonly isNew: false }> {
  const { kind, id, spec, tags, report, clock = systemClock, signal, timeoutMs, expected, cost } = tracked
  const what = nameOf(tracked)
  const startedAt = clock.now()
  const owner = await assertUsable(tracked, found)
  let isOfUse = true
  tracked.cleanup.push(what, async () => (isOfUse ? keep(tracked) : []))
  // Written before the mark: by it the next run knows that this one has ended.
  if (Marks.areOn(tracked)) await note(tracked, 'kept')
  renewExpiry(tracked, owner)
  await hold(tracked)
  const seen = await awaitReady({
    ...{ kind, id, asked: { spec, tags }, timeoutMs, clock, signal },
    isNew: false,
    hint: slowHint(tracked),
    onLook: tellLooks(report, { what, wanted: kind.target, expectedMs: expected?.readyMs }),
  }).catch((error: unknown) => {
    if (!(error instanceof UnexpectedStateError)) throw error
    isOfUse = false
    throw ofNoUse(tracked, owner.run, error)
  })
  assertAsAsked(tracked, seen)
  await note(tracked, 'kept')
  report({ type: 'resource-reused', what, cost, elapsedMs: clock.now() - startedAt })
  return { seen, isNew: false }
}

/** Returns what its tag says. */
async function assertUsable<Spec, Seen extends Observation>(
  tracked: Tracked<Spec, Seen>,
  found: Seen,
): Promise<OwnershipTags> {
  const { id, tags, reuse, signal } = tracked
  const owner = await ownerOf(tracked, signal)
  const advice = "Nothing was changed. Choose another name for this project: 'aws.name'."
  if (!owner) {
    throw new ProvisionError([`${nameOf(tracked)} exists already, and is not ours: it lacks our tag.`, advice], {
      resource: id,
    })
  }
  if (owner.project !== undefined && owner.project !== tags.project) {
    throw new ProvisionError(
      [
        `${nameOf(tracked)} exists already, and is another project's: ${owner.project}; this is ${tags.project}.`,
        `Run ${owner.run} has made it, and it is ${found.state}. Nothing was changed.`,
        "Choose another name for this project: 'aws.name'. To share it, set the same 'aws.sharedAs' in both.",
      ],
      { resource: id },
    )
  }
  if (!reuse || owner.fingerprint !== tags.fingerprint) {
    throw new ProvisionError(
      [`${nameOf(tracked)} exists already; run ${owner.run} has made it, and it is ${found.state}.`, advice],
      { resource: id },
    )
  }
  return owner
}

/** Others may wait for it as well, so that nobody but a person deletes it. */
function ofNoUse<Spec, Seen extends Observation>(
  { kind, id }: Tracked<Spec, Seen>,
  maker: string,
  error: UnexpectedStateError,
): UnexpectedStateError {
  const byHand = kind.removal(id).join(' && ')
  const advice = `Run ${maker} has made it. Delete it, so that the next run makes a new one: ${byHand}`
  return new UnexpectedStateError([error.message, advice], { resource: id, state: error.state, cause: error })
}

function assertAsAsked<Spec, Seen extends Observation>(tracked: Tracked<Spec, Seen>, seen: Seen): void {
  const { kind, id, spec } = tracked
  const differences = kind.differences(seen, spec)
  if (differences.length === 0) return
  throw new ProvisionError(
    [
      `${nameOf(tracked)} is not as the options ask for, and is never changed:`,
      ...differences.map((difference) => `- ${difference}`),
      `Change it, or the options, or delete it so that a new one is made: ${kind.removal(id).join(' && ')}`,
    ],
    { resource: id },
  )
}
