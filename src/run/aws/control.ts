import type { NeptuneClusterKind } from '../../aws/cluster/kind.ts'
import type { OpenSearchDomainKind } from '../../aws/domain/kind.ts'
import type { AwsAccount } from '../../aws/sdk/aws-account.ts'
import { loadWithSdk } from '../../aws/sdk/load-sdk.ts'
import type { CredentialsProvider } from '../../base/credentials.ts'
import type { Asked, AwsOptions } from '../../config/resolve.ts'
import { LeakedResourceError } from '../../errors/errors.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { newRunSecret, proofOf } from '../../ledger/ledger.ts'
import type { UnusableLedger } from '../../ledger/ledger-files.ts'
import { hasEnded, openLedger, pruneLedgers, readLedgers, recordedDurations } from '../../ledger/ledger-files.ts'
import { assertAccountAllowed, assertRegionAllowed, isToCreate } from '../../preflight/assert-allowed.ts'
import { expiryIn } from '../../resource/expiry.ts'
import type { Mark, Use } from '../../resource/mark.ts'
import { Marks } from '../../resource/marks.ts'
import type { Obtained } from '../../resource/obtain.ts'
import { isReady, obtain } from '../../resource/obtain.ts'
import type { Observation, SharedResourceKind } from '../../resource/resource.ts'
import { fingerprintOf, resourceName } from '../../resource/resource-name.ts'
import type { Stop } from '../../resource/stop.ts'
import { systemClock } from '../../wait/clock.ts'
import type { TargetOptions } from '../target.ts'
import * as messages from './messages.ts'
import { recover } from './recover.ts'

/** The account of a run, and what the run can find, create and prove there. */
export interface AwsControl {
  readonly account: AwsAccount
  readonly domains: OpenSearchDomainKind
  readonly clusters: NeptuneClusterKind
  /** Finds or creates what a spec asks for; see `obtain`. */
  readonly obtain: Obtain
  /** Whether an earlier run has left one that is ready, so that it is used before anything else is created. */
  readonly isReady: IsReady
  /** The marks of other runs that use a resource, or may use it. */
  living(kind: SharedResourceKind<never>, resource: string, signal: AbortSignal): Promise<readonly Mark[]>
  /** What has been proved at the end of the run, in sentences. */
  proof(): readonly string[]
}

type Obtain = <Spec extends { readonly tags: object }, Seen extends Observation>(
  target: Pick<TargetOptions<AwsOptions>, 'cleanup' | 'signal'>,
  kind: SharedResourceKind<Spec, Seen>,
  asked: Asked<Spec>,
  stop?: Stop<Seen>,
) => Promise<Obtained<Seen>>

type IsReady = <Spec extends { readonly tags: object }, Seen extends Observation>(
  kind: SharedResourceKind<Spec, Seen>,
  asked: Asked<Spec>,
) => Promise<boolean>

/**
 * Opens the control plane: identifies the caller, deletes what earlier runs have left, and asks before anything is created
 * whether the run may create and can reach what it needs. Fails as these questions do; see the README of `preflight`.
 */
export async function openAwsControl(
  target: TargetOptions<AwsOptions>,
  credentials: CredentialsProvider,
): Promise<AwsControl> {
  const { id, options, cleanup, report, signal, clock = systemClock } = target
  const {
    region,
    ledgerDirectory,
    name: project,
    project: ownProject,
    reuse,
    createTimeoutMs,
    deleteTimeoutMs,
  } = options
  const { identify, preflight, assertReachable, openSearchDomainKind, neptuneClusterKind, schedulesFor } =
    await loadWithSdk(loadAws)
  const warn = (message: string) => report({ type: 'warning', message })
  if (isToCreate(options)) assertRegionAllowed(options)
  const account = await identify({ region, credentials, signal, clock, warn })
  const unusable: UnusableLedger[] = []
  const ledgers = await readLedgers(ledgerDirectory, (each) => void unusable.push(each))
  if (unusable.length > 0) warn(messages.unusableLedgers(unusable))
  const learnt = (type: string) => schedulesFor(type, recordedDurations(ledgers, type))
  const domains = openSearchDomainKind({ account, clock, schedules: learnt('opensearch-domain').schedules })
  const clusters = neptuneClusterKind({ account, clock, schedules: learnt('neptune-cluster').schedules, warn })
  const secret = newRunSecret()
  const ttlMs = options.ttlMinutes * 60_000
  const kinds = [isMade(options.opensearch) && domains, isMade(options.neptune) && clusters].filter(
    (kind) => kind !== false,
  )
  const place = { account: account.account, region }
  if (reuse && ownProject.isByNameOnly && kinds.length > 0) warn(messages.byNameOnly(ownProject.id))

  cleanup.push(messages.oldLedgers(), async () => {
    await pruneLedgers(ledgerDirectory)
    return []
  })
  await recover({
    ...{ ledgers, place, cleanup, report, signal, clock },
    kinds: byType([domains, clusters]),
    destroyTimeoutMs: deleteTimeoutMs,
  })
  // What earlier runs have left may be deleted in every account; new resources may be created in some only.
  const assertMayCreate = () => {
    assertRegionAllowed(options)
    assertAccountAllowed(account.account, options)
  }
  if (isToCreate(options)) assertMayCreate()
  const asking = { account, needs: options, warn, signal, clock }
  const permitted = await preflight(asking)
  await assertReachable(asking)
  if (options.simulatePolicy) await loadWithSdk(loadSimulation, IAM).then((ask) => ask({ ...asking, permitted }))
  const ledger: Ledger = openLedger(ledgerDirectory, id, secret)
  const isProved = !reuse && kinds.length > 0
  if (isProved) {
    cleanup.push(messages.whatIsTagged(id), async () => {
      await assertNothingTagged(id, kinds)
      return []
    })
  }
  const proof = isProved ? [messages.nothingTagged(id, account.account, region)] : []
  const namesOf = ({ spec: { tags: _, ...asked } }: { readonly spec: { readonly tags: object } }) => {
    const fingerprint = fingerprintOf(reuse ? { ...asked, project: ownProject.id } : asked)
    const key = reuse ? fingerprint : id.replace(/^vaf-/, '')
    return { fingerprint, name: (generation: number) => resourceName({ project, key, generation }) }
  }
  const use: Use = {
    level: options.isolation === 'partition' ? 'shared' : 'alone',
    here: holders,
    isDead: (run, proof) => hasEnded(ledgerDirectory, run, proof),
  }
  return {
    account,
    async living(kind, resource, signal) {
      return new Marks({ kind, id: resource, tags: { run: id, fingerprint: '' }, use, clock, report }).ofOthers(signal)
    },
    proof: () => proof,
    domains,
    clusters,
    isReady: async (kind, asked) => reuse && isReady({ kind, signal, name: namesOf(asked).name }),
    obtain({ cleanup, signal }, kind, { spec, cost }, stop) {
      const { fingerprint, name } = namesOf({ spec })
      return obtain({
        ...{ kind, spec, cost, place, ledger, cleanup, report, reuse, signal, clock, stop },
        tags: {
          run: id,
          proof: proofOf(secret),
          fingerprint,
          ...(reuse && { project: ownProject.id }),
          expires: expiryIn(ttlMs, clock.now()),
        },
        ttlMs,
        use,
        until: target.cleanup.begun,
        name,
        timeoutMs: createTimeoutMs,
        destroyTimeoutMs: deleteTimeoutMs,
        expected: learnt(kind.type).expected,
        assertMayCreate,
      })
    },
  }
}

/**
 * Searches the whole account and region for the run's tag, which also finds resources whose names nobody has recorded.
 * Fails with a LeakedResourceError that has the command to delete each.
 */
export async function assertNothingTagged(run: string, kinds: readonly SharedResourceKind<never>[]): Promise<void> {
  const { signal } = new AbortController()
  const left: { readonly name: string; readonly byHand: string }[] = []
  for (const kind of kinds) {
    for (const id of await kind.listOwned(run, signal))
      left.push({ name: `${kind.name} ${id}`, byHand: kind.removal(id).join(' && ') })
  }
  if (left.length === 0) return
  throw new LeakedResourceError(messages.stillTagged(run, left))
}

/** The runs of this process that hold a resource (see `Use`): a Vitest run of several projects has several. */
const holders = new Set<string>()

/** Imported only here, so that the other targets do not need the AWS SDK. */
async function loadAws() {
  const [{ identify }, { preflight }, { assertReachable }, { openSearchDomainKind }, { neptuneClusterKind }, rest] =
    await Promise.all([
      import('../../aws/sdk/identify.ts'),
      import('../../preflight/preflight.ts'),
      import('../../preflight/network/assert-reachable.ts'),
      import('../../aws/domain/kind.ts'),
      import('../../aws/cluster/kind.ts'),
      import('../../aws/facts/expected-durations.ts'),
    ])
  return { identify, preflight, assertReachable, openSearchDomainKind, neptuneClusterKind, ...rest }
}

const IAM = ['@aws-sdk/client-iam']

/** Imported only where the options ask for it, since it needs one more client of the SDK. */
const loadSimulation = () => import('../../preflight/simulate-policy.ts').then(({ simulatePolicy }) => simulatePolicy)

/** Whether the run creates the service, or reuses one of this package; what is given it does not search for. */
const isMade = (service: { readonly wanted: object } | undefined) => service !== undefined && 'spec' in service.wanted

function byType(kinds: readonly SharedResourceKind<unknown>[]) {
  return Object.fromEntries(kinds.map((kind) => [kind.type, kind]))
}
