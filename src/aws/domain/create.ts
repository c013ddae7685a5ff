import type { CreateDomainCommandInput } from '@aws-sdk/client-opensearch'
import { OwnershipError } from '../../errors/errors.ts'
import { OWNERSHIP_TAG, packOwnership } from '../../resource/ownership-tag.ts'
import type { OwnershipTags } from '../../resource/resource.ts'
import { retry } from '../../wait/retry.ts'
import type { AwsAccount } from '../sdk/aws-account.ts'
import { accessPolicy } from './access-policy.ts'
import { type DomainControl, orAbsent, SPREADS_WITHIN_MS } from './calls.ts'
import * as errors from './errors.ts'
import * as messages from './messages.ts'
import { findOwner } from './owner.ts'
import type { DomainSpec } from './spec.ts'
import { domainObservation } from './state.ts'

/**
 * Requests a domain. Succeeds also where a domain of this package exists already, by an earlier request whose answer was lost,
 * or by another run. Its tag then tells to which run it belongs.
 *
 * Fails with DomainBeingDeletedError, with an OwnershipError where the domain has no tag of this package, and with the
 * errors of AWS.
 */
export async function createDomain(
  control: DomainControl,
  id: string,
  spec: DomainSpec,
  tags: OwnershipTags,
  signal: AbortSignal,
): Promise<void> {
  const { account, calls, asked } = control
  asked.note(id)
  const input = domainInput(account, id, spec, tags)
  let isRejected = true
  const onError = (error: unknown) => {
    isRejected &&= errors.isRejection(error)
  }
  let rejection: unknown
  try {
    const status = await whileSpreading(control, () => calls.create(input, signal, onError), signal)
    // Except on emulators, a new domain has no address yet. One that has may have existed before the request.
    if (!status || domainObservation(status).endpoint === undefined) return
  } catch (error) {
    rejection = error
    if (isRejected) asked.forget(id)
    if (await isBeingDeleted(control, id, error, signal)) throw errors.beingDeleted(id, error)
    if (!errors.isAlreadyThere(error)) throw errors.explainRejection(id, error)
  }
  const found = await findOwner(control, id, signal)
  if (found && !found.owner) throw new OwnershipError(messages.existsAlready(id), { resource: id, cause: rejection })
}

async function isBeingDeleted(
  { calls }: DomainControl,
  id: string,
  error: unknown,
  signal: AbortSignal,
): Promise<boolean> {
  if (errors.saysStillBeingDeleted(error)) return true
  if (!errors.isAlreadyThere(error)) return false
  const status = await orAbsent(calls.describe(id, signal))
  return status !== undefined && domainObservation(status).state === 'deleting'
}

/** Repeats a call that AWS rejects because a new role or policy is not known everywhere yet: for two minutes, however often. */
function whileSpreading<Result>(
  { clock }: DomainControl,
  call: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const until = clock.now() + SPREADS_WITHIN_MS
  return retry(call, {
    isTemporary: (error) => errors.isStillSpreading(error) && clock.now() < until,
    attempts: Number.POSITIVE_INFINITY,
    baseMs: 1_000,
    maxMs: 10_000,
    signal,
    clock,
  })
}

/** The request of a creation. It sets everything, because each later change would take as long as the creation. */
function domainInput(
  account: AwsAccount,
  name: string,
  spec: DomainSpec,
  tags: OwnershipTags,
): CreateDomainCommandInput {
  const zones = spec.vpc?.subnetIds.length ?? 1
  return {
    DomainName: name,
    EngineVersion: spec.engineVersion,
    ClusterConfig: {
      InstanceType: spec.instanceType as NonNullable<CreateDomainCommandInput['ClusterConfig']>['InstanceType'],
      InstanceCount: spec.instanceCount,
      DedicatedMasterEnabled: false,
      ZoneAwarenessEnabled: zones > 1,
      ...(zones > 1 && { ZoneAwarenessConfig: { AvailabilityZoneCount: zones } }),
    },
    EBSOptions: { EBSEnabled: true, VolumeType: 'gp3', VolumeSize: spec.volumeGb },
    AccessPolicies: accessPolicy(spec.access, account, name),
    DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-2019-07' },
    EncryptionAtRestOptions: { Enabled: true },
    NodeToNodeEncryptionOptions: { Enabled: true },
    ...(spec.vpc && {
      VPCOptions: {
        SubnetIds: [...spec.vpc.subnetIds],
        ...(spec.vpc.securityGroupIds.length > 0 && { SecurityGroupIds: [...spec.vpc.securityGroupIds] }),
      },
    }),
    // In the same request, so that no domain is ever without its tags.
    TagList: [
      { Key: OWNERSHIP_TAG, Value: packOwnership(tags) },
      ...Object.entries(spec.tags).map(([Key, Value]) => ({ Key, Value })),
    ],
  }
}
