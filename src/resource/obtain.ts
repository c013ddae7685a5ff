import { ProvisionError } from '../errors/errors.ts'
import { systemClock } from '../wait/clock.ts'
import * as messages from './messages.ts'
import { awaitVisible, observe } from './poll-resource.ts'
import type { Observation } from './resource.ts'
import type { TrackedOptions } from './tracked-resource.ts'
import { TrackedResource } from './tracked-resource.ts'

export interface ObtainOptions<Spec, Seen extends Observation> extends Omit<TrackedOptions<Spec, Seen>, 'id'> {
  /** The resource's name in each generation, counted from 1. */
  readonly name: (generation: number) => string
  /** Fails where nothing may be created. */
  readonly assertMayCreate: () => void
}

/** A resource that can be used. */
export interface Obtained<Seen extends Observation> {
  readonly id: string
  readonly seen: Seen
  /** Whether this run has made it. */
  readonly isNew: boolean
  /** Whether the first observation found it ready: what others have just made may still have to spread its policies. */
  readonly wasReady: boolean
  /** How long that took, in milliseconds. */
  readonly elapsedMs: number
}

/** So many names are tried, each after one that is still being deleted, or that another run took. */
const GENERATIONS = 9

/**
 * Finds or makes a resource, and waits until it can be used. One of its name that is being deleted is not waited for: the
 * next generation is made beside it.
 *
 * With `reuse`, one that is there is used: ours by its tags, and as the spec says. Otherwise it belongs to this run
 * alone, and is deleted by the cleanup. Nothing is taken over, changed or deleted that is not ours.
 *
 * Fails with a ProvisionError where the name is another's, or a resource differs from the spec; with what the kind or a
 * wait throws otherwise.
 */
export async function obtain<Spec, Seen extends Observation>(
  options: ObtainOptions<Spec, Seen>,
): Promise<Obtained<Seen>> {
  const { clock = systemClock, signal } = options
  const startedAt = clock.now()
  for await (const { id, found } of generations(options, signal)) {
    const isThere = found && !options.kind.isUnclear?.(found)
    const wasReady = found?.state === options.kind.target
    const result = await (isThere
      ? adopt({ ...options, id }, found)
      : create({ ...options, id }, options.assertMayCreate))
    if (result) return { id, ...result, wasReady, elapsedMs: clock.now() - startedAt }
  }
  const names = { first: options.name(1), last: options.name(GENERATIONS), count: GENERATIONS }
  throw new ProvisionError(messages.allNamesTaken(options.kind.name, names))
}

/** Whether `obtain` would find one that is ready, of any owner. It only reads. */
export async function isReady<Spec, Seen extends Observation>(
  options: Pick<ObtainOptions<Spec, Seen>, 'kind' | 'name' | 'clock' | 'signal'>,
): Promise<boolean> {
  for await (const { found } of generations(options, options.signal)) return found?.state === options.kind.target
  return false
}

/** Reads what has each name, one after the other; one that is being deleted is left out. */
async function* generations<Spec, Seen extends Observation>(
  { kind, name, clock }: Pick<ObtainOptions<Spec, Seen>, 'kind' | 'name' | 'clock'>,
  signal: AbortSignal,
): AsyncGenerator<{ readonly id: string; readonly found: Seen | undefined }> {
  for (let generation = 1; generation <= GENERATIONS; generation += 1) {
    const id = name(generation)
    const found = await observe({ kind, id, clock }, signal)
    if (!found || !kind.isGoing(found)) yield { id, found }
  }
}

interface Result<Seen> {
  readonly seen: Seen
  readonly isNew: boolean
}

async function adopt<Spec, Seen extends Observation>(
  tracked: TrackedOptions<Spec, Seen>,
  found: Seen,
): Promise<Result<Seen>> {
  return { seen: await new TrackedResource(tracked).adopt(found), isNew: false }
}

/** Creates it, or adopts what another run has just made; `undefined`: one of its name is being deleted. */
async function create<Spec, Seen extends Observation>(
  tracked: TrackedOptions<Spec, Seen>,
  assertMayCreate: () => void,
): Promise<Result<Seen> | undefined> {
  assertMayCreate()
  const made = await new TrackedResource(tracked).create()
  if (made === 'name-in-use') return undefined
  if (made !== 'made-by-another') return { seen: made, isNew: true }
  // Else the next generation would be a second one.
  const { kind, clock = systemClock, signal } = tracked
  await awaitVisible({ ...tracked, askedAt: clock.now() })
  const found = await observe(tracked, signal)
  return found && !kind.isGoing(found) ? adopt(tracked, found) : undefined
}
