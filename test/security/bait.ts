import { spawnSync } from 'node:child_process'
import { proofOf } from '../../src/ledger/ledger.ts'
import type { ProcessIdentity } from '../../src/process/process-identity.ts'
import { thisProcess } from '../../src/process/process-identity.ts'
import { OWNERSHIP_TAG, packOwnership } from '../../src/resource/ownership-tag.ts'
import type { OwnershipTags } from '../../src/resource/resource.ts'

/** The run whose ledger is real. */
export const RUN = 'vaf-aaaaa'
export const SECRET = 'a'.repeat(32)
/** Another run, which lives, and whose secret nobody else knows. */
export const OTHER = 'vaf-bbbbb'
export const OTHERS_SECRET = 'b'.repeat(32)

export const PLACE = { account: '111122223333', region: 'eu-west-1' }

/** When all this is. */
export const NOW = Date.UTC(2026, 0, 1)

export const dead: ProcessIdentity = { ...thisProcess(), pid: spawnSync(process.execPath, ['--version']).pid }
export const elsewhere: ProcessIdentity = { pid: 4711, machine: 'build-7 0c1d pid:[4026531836]', started: '1' }

export const FUTURE = '2099-01-01T00:00:00Z'
export const PAST = '2020-01-01T00:00:00Z'

const ours: OwnershipTags = { run: RUN, proof: proofOf(SECRET) }
const others: OwnershipTags = { run: OTHER, proof: proofOf(OTHERS_SECRET) }

/** What is in the account, by name: what its tag says, and `undefined` where it has none of ours. */
export const bait: Readonly<Record<string, OwnershipTags | undefined>> = {
  'orders-live': undefined,
  'vaf-team-nobody-1': undefined,
  'vaf-team-bbbbb-1': { ...others, expires: FUTURE },
  // Kept for later runs, and held by one.
  'vaf-team-8f3a1c-1': { ...others, fingerprint: '8f3a1c0b2d4e', expires: FUTURE },
  // Somebody has copied the name of the run into a tag of his own.
  'vaf-team-copied-1': { run: RUN, expires: FUTURE },
  'vaf-team-proven-1': { ...ours, proof: proofOf(OTHERS_SECRET), expires: PAST },
}

/** What is the real run's: in use by its tag, and expired. */
export const own: Readonly<Record<string, OwnershipTags>> = {
  'vaf-team-aaaaa-1': { ...ours, expires: FUTURE },
  'vaf-team-aaaaa-2': { ...ours, expires: PAST },
}

const KEY = OWNERSHIP_TAG
const real = packOwnership({ ...ours, expires: PAST })

/** What a tag of ours could be taken for on AWS, by name: a key and a value, of which each lacks one thing. */
export const almost: Readonly<Record<string, readonly [key: string, value: string]>> = {
  'vaf-team-almost-1': [KEY, `proof=${ours.proof} expires=${PAST}`],
  'vaf-team-almost-2': [KEY, `run= proof=${ours.proof} expires=${PAST}`],
  'vaf-team-almost-3': [KEY, `run=* proof=${ours.proof} expires=${PAST}`],
  'vaf-team-almost-4': [KEY, `run=${RUN}a proof=${ours.proof} expires=${PAST}`],
  'vaf-team-almost-5': [KEY, `run=${RUN.toUpperCase()} proof=${ours.proof} expires=${PAST}`],
  'vaf-team-almost-6': [KEY, `run=${RUN}=2 proof=${ours.proof} expires=${PAST}`],
  'vaf-team-almost-7': [KEY, `run=${RUN} proof= expires=${PAST}`],
  'vaf-team-almost-8': [KEY, `run=${OTHER} ${real}`],
  'vaf-team-almost-9': [KEY, `${real} run=${OTHER}`],
  'vaf-team-almost-10': [KEY.toUpperCase(), real],
  'vaf-team-almost-11': [`${KEY}:${RUN}`, real],
  'vaf-team-almost-12': ['team', real],
}

/** What has the run's whole tag, and is of another engine, or has a part that is another run's. */
export const misplaced: Readonly<Record<string, 'docdb' | 'aurora-postgresql' | 'shared'>> = {
  'vaf-team-aaaaa-3': 'docdb',
  'vaf-team-aaaaa-4': 'aurora-postgresql',
  'vaf-team-aaaaa-5': 'shared',
}

/** The tags of a resource of this name, as AWS has them. */
export function tagsOf(name: string): ReadonlyMap<string, string> {
  const whole = Object.hasOwn(own, name) ? own[name] : bait[name]
  const ownership = almost[name] ?? [KEY, Object.hasOwn(misplaced, name) ? real : whole && packOwnership(whole)]
  return new Map([['team', 'orders'], ...(ownership[1] ? [[ownership[0], ownership[1]] as const] : [])])
}

/** Of another run, which lives. */
export const othersTags: ReadonlyMap<string, string> = new Map([[KEY, packOwnership({ ...others, expires: FUTURE })]])

/** Every name that there is something of. */
export const baitNames: readonly string[] = Object.keys({ ...bait, ...own, ...almost, ...misplaced })

/** The first line of a ledger, as this version writes it. */
export const head = (more: object = {}): object => ({
  version: 2,
  run: RUN,
  secret: SECRET,
  process: dead,
  startedAt: 1_760_000_000_000,
  ...more,
})

/** A further line. */
export const line = (more: object = {}): object => ({
  type: 'opensearch-domain',
  id: 'vaf-team-aaaaa-1',
  ...PLACE,
  isKept: false,
  state: 'ready',
  at: 1_760_000_000_000,
  ...more,
})

export const textOf = (...lines: readonly unknown[]): string =>
  lines.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join('')
