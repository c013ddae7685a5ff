import { spawnSync } from 'node:child_process'
import type { ProcessIdentity } from '../../src/lifecycle/process-identity.ts'
import { thisProcess } from '../../src/lifecycle/process-identity.ts'
import { proofOf } from '../../src/lifecycle/session-proof.ts'
import { packOwnership } from '../../src/resource/ownership-tag.ts'
import type { OwnershipTags } from '../../src/resource/resource.ts'

/** The session whose ledger is real. */
export const SESSION = 'vaf-aaaaa'
export const SECRET = 'a'.repeat(32)
/** Another session, which lives, and whose secret nobody else knows. */
export const OTHER = 'vaf-bbbbb'
export const OTHERS_SECRET = 'b'.repeat(32)

export const PLACE = { account: '111122223333', region: 'eu-west-1' }

export const dead: ProcessIdentity = { ...thisProcess(), pid: spawnSync(process.execPath, ['--version']).pid }
export const elsewhere: ProcessIdentity = { pid: 4711, machine: 'build-7 0c1d pid:[4026531836]', started: '1' }

export const FUTURE = '2099-01-01T00:00:00Z'
export const PAST = '2020-01-01T00:00:00Z'

const ours: OwnershipTags = { session: SESSION, proof: proofOf(SECRET) }
const others: OwnershipTags = { session: OTHER, proof: proofOf(OTHERS_SECRET) }

/** What is in the account, by name: what its tag says, and `undefined` where it has none of ours. */
export const bait: Readonly<Record<string, OwnershipTags | undefined>> = {
  'orders-live': undefined,
  'vaf-team-nobody-1': undefined,
  'vaf-team-bbbbb-1': { ...others, expires: FUTURE },
  // Kept for later runs, and held by one.
  'vaf-team-8f3a1c-1': { ...others, fingerprint: '8f3a1c0b2d4e', expires: FUTURE },
  // Somebody has copied the name of the session into a tag of his own.
  'vaf-team-copied-1': { session: SESSION, expires: FUTURE },
  'vaf-team-proven-1': { ...ours, proof: proofOf(OTHERS_SECRET), expires: PAST },
}

/** What is the real session's: in use by its tag, and expired. */
export const own: Readonly<Record<string, OwnershipTags>> = {
  'vaf-team-aaaaa-1': { ...ours, expires: FUTURE },
  'vaf-team-aaaaa-2': { ...ours, expires: PAST },
}

/** As AWS has them. */
export const tagValue = (tags: OwnershipTags | undefined): string | undefined => tags && packOwnership(tags)

/** The first line of a ledger, as this version writes it. */
export const head = (more: object = {}): object => ({
  version: 2,
  session: SESSION,
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
