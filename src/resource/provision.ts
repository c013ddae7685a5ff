import { ProvisionError } from '../errors/errors.ts'
import type { CleanupStack } from '../ledger/cleanup-stack.ts'
import type { Clock } from '../wait/clock.ts'
import { destroy } from './destroy.ts'
import * as messages from './messages.ts'
import { awaitReady } from './poll-resource.ts'
import type { Observation, OwnershipTags, ResourceKind } from './resource.ts'

export interface ProvisionOptions<Spec, Seen extends Observation> {
  readonly kind: ResourceKind<Spec, Seen>
  readonly id: string
  readonly spec: Spec
  readonly tags: OwnershipTags
  /** The cleanup in which the undo is registered before anything is created. */
  readonly cleanup: CleanupStack
  /** How long the resource may take to become ready, in milliseconds. */
  readonly timeoutMs: number
  /** How long its removal may take, in milliseconds. */
  readonly destroyTimeoutMs: number
  readonly intervalMs?: number | undefined
  readonly clock?: Clock | undefined
  readonly signal: AbortSignal
}

/**
 * Creates a resource and waits until it can be used: observe, register the undo, create, wait.
 * Fails with ProvisionError where the id is taken; with what the kind or the wait throws otherwise.
 */
export async function provision<Spec, Seen extends Observation>(options: ProvisionOptions<Spec, Seen>): Promise<Seen> {
  const { kind, id, spec, tags, signal, intervalMs, clock } = options
  const existing = await kind.observe(id, signal)
  if (existing) {
    throw new ProvisionError(messages.alreadyThere(`${kind.name} ${id}`, existing.state), { resource: id })
  }
  options.cleanup.push(`${kind.name} ${id}`, async () => {
    await destroy({ kind, id, owner: tags, timeoutMs: options.destroyTimeoutMs, intervalMs, clock })
  })
  await kind.create(id, spec, tags, signal)
  return awaitReady({
    kind,
    id,
    asked: { spec, tags },
    timeoutMs: options.timeoutMs,
    isNew: true,
    intervalMs,
    clock,
    signal,
  })
}
