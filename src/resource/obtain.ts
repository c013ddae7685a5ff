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
  /** Called before a creation. Fails where nothing may be created. */
  readonly assertMayCreate: () => void
}

/** A resource that can be used. */
export interface Obtained<Seen extends Observation> {
  readonly id: string
  readonly seen: Seen
  /** Whether this run has created it. */
  readonly isNew: boolean
  /** Whether the first observation found it ready. The policies of a newer resource may not have taken effect everywhere. */
  readonly wasReady: boolean
  /** How long that took, in milliseconds. */
  readonly elapsedMs: number
}

/** How many names are tried. The next one is tried when a resource of the name is being deleted, or another run took the name. */
const GENERATIONS = 9

/**
 * Finds or creates a resource, and waits until it can be used. It does not wait for one of the name that is being deleted, but
 * creates the next generation beside it.
 *
 * With `reuse`, it uses an existing resource that is ours by its tags and fits the spec. Otherwise the resource belongs to this
 * run alone, and the cleanup deletes it. Foreign resources are never taken over, changed or deleted.
 *
 * Fails with a ProvisionError where somebody else has the name, or a resource differs from the spec; otherwise with what the
 * kind or a wait throws.
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

/** Whether `obtain` would find a ready resource, of any owner. Only reads. */
export async function isReady<Spec, Seen extends Observation>(
  options: Pick<ObtainOptions<Spec, Seen>, 'kind' | 'name' | 'clock' | 'signal'>,
): Promise<boolean> {
  for await (const { found } of generations(options, options.signal)) return found?.state === options.kind.target
  return false
}

/** Observes the resources of the possible names in order, without those that are being deleted. */
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

/** Creates the resource, or uses the one that another run has just created; `undefined`: one of its name is being deleted. */
async function create<Spec, Seen extends Observation>(
  tracked: TrackedOptions<Spec, Seen>,
  assertMayCreate: () => void,
): Promise<Result<Seen> | undefined> {
  assertMayCreate()
  const made = await new TrackedResource(tracked).create()
  if (made === 'name-in-use') return undefined
  if (made !== 'made-by-another') return { seen: made, isNew: true }
  // Otherwise the next generation would be a second resource for the same spec.
  const { kind, clock = systemClock, signal } = tracked
  await awaitVisible({ ...tracked, askedAt: clock.now() })
  const found = await observe(tracked, signal)
  return found && !kind.isGoing(found) ? adopt(tracked, found) : undefined
}
