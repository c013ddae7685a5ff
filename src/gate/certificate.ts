import { randomUUID } from 'node:crypto'
import { generate } from 'selfsigned'
import type { Clock } from '../wait/clock.ts'
import { systemClock } from '../wait/clock.ts'

/** What a gate serves, and what its clients have to trust; all PEM. */
export interface Certificate {
  readonly certificate: string
  readonly key: string
  readonly authority: string
}

const DAY_MS = 24 * 60 * 60 * 1000
/** Counts as valid since yesterday, so that a container with a slow clock accepts it. */
const SLACK_MS = DAY_MS
const VALID_FOR_MS = 30 * DAY_MS

/**
 * Mints an authority of its own and a certificate for 127.0.0.1 and localhost, valid for 30 days. The authority's key
 * is thrown away: nothing else can ever be signed with it, so trusting it opens no door. Each daemon mints its own.
 *
 * `names` are host names it is valid for as well; default none.
 */
export async function createCertificate(
  clock: Clock = systemClock,
  names: readonly string[] = [],
): Promise<Certificate> {
  const validity = {
    keyType: 'ec' as const,
    curve: 'P-256' as const,
    algorithm: 'sha256',
    notBeforeDate: new Date(clock.now() - SLACK_MS),
    notAfterDate: new Date(clock.now() + VALID_FOR_MS),
  }
  // Two authorities of the same name confuse a client that trusts both, hence the id.
  const authority = await generate([{ name: 'commonName', value: `vitest-aws-fixtures ${randomUUID()}` }], {
    ...validity,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  })
  const leaf = await generate([{ name: 'commonName', value: '127.0.0.1' }], {
    ...validity,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 7, ip: '127.0.0.1' },
          ...['localhost', ...names].map((value) => ({ type: 2 as const, value })),
        ],
      },
    ],
  })
  return { certificate: leaf.cert, key: leaf.private, authority: authority.cert }
}
