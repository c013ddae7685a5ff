import type { AwsCredentials } from '../../../src/base/credentials.ts'
import type { Identity } from '../../../src/gate/gate.ts'

/** Credentials as STS issues them, different for each number. */
export const simulatedCredentials = (number = 1): AwsCredentials => ({
  accessKeyId: `ASIASIMULATED${String(number).padStart(7, '0')}`,
  secretAccessKey: `simulated/secret/${number}`,
  sessionToken: `simulated/session/token/${number}`,
})

/** The identities that the simulator knows, and when their credentials expire. */
export class SimulatedIdentities {
  readonly #known = new Map<string, { readonly identity: Identity; expiresAt: number }>()

  /** Times are on the simulator's clock. */
  trust(credentials: AwsCredentials, expiresAt = Infinity): void {
    this.#known.set(credentials.accessKeyId, { identity: { credentials, worker: 0 }, expiresAt })
  }

  identify(accessKeyId: string): Identity | undefined {
    return this.#known.get(accessKeyId)?.identity
  }

  expire(accessKeyId: string, at: number): void {
    const known = this.#known.get(accessKeyId)
    if (known) known.expiresAt = at
  }

  isExpired(accessKeyId: string, now: number): boolean {
    return (this.#known.get(accessKeyId)?.expiresAt ?? Infinity) <= now
  }
}
