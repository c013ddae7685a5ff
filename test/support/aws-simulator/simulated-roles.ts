import type { AwsCredentials } from '../../../src/base/credentials.ts'
import type { Clock } from '../../../src/wait/clock.ts'
import type { SimulatedIdentities } from './simulated-credentials.ts'
import { SimulatedError } from './simulated-service.ts'

/** A role that every identity of the simulator may assume. */
export interface SimulatedRole {
  readonly arn: string
  /** The external id that its trust policy requires; default none. */
  readonly externalId?: string
  /** How long its credentials last, in milliseconds, which may be shorter than AWS allows; default as requested. */
  readonly lastsMs?: number
}

/** The roles of an account, and the credentials that STS has issued for them. */
export class SimulatedRoles {
  /** The credentials in the order in which they were issued. */
  readonly issued: AwsCredentials[] = []
  readonly #identities: SimulatedIdentities
  readonly #clock: Clock
  readonly #roles = new Map<string, SimulatedRole>()
  readonly #sessions = new Map<string, string>()

  constructor(identities: SimulatedIdentities, clock: Clock) {
    this.#identities = identities
    this.#clock = clock
  }

  add(role: SimulatedRole): void {
    this.#roles.set(role.arn, role)
  }

  /** The ARN of a role session: `arn:aws:sts::111122223333:assumed-role/tests/vaf-3f9c2`. */
  runOf(accessKeyId: string): string | undefined {
    return this.#sessions.get(accessKeyId)
  }

  /** Answers AssumeRole; the parameters are text, as in the Query protocol. */
  assume(input: Readonly<Record<string, unknown>>, caller: string): object {
    const { RoleArn: arn = '', RoleSessionName: name = '', ExternalId, DurationSeconds = '3600' } = input
    const seconds = Number(DurationSeconds)
    if (!(seconds >= 900 && seconds <= 43_200)) {
      throw new SimulatedError('ValidationError', `Value '${seconds}' at 'durationSeconds' is out of range`, 400)
    }
    const role = this.#roles.get(String(arn))
    if (!role || role.externalId !== ExternalId) {
      const message = `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${arn}`
      throw new SimulatedError('AccessDenied', message, 403)
    }
    const endsAt = this.#clock.now() + (role.lastsMs ?? seconds * 1_000)
    const number = this.issued.length + 1
    const credentials = {
      accessKeyId: `ASIAROLE${String(number).padStart(8, '0')}`,
      secretAccessKey: `secret/of/the/role/${number}`,
      sessionToken: `token/of/the/role/${number}`,
      expiration: new Date(endsAt),
    }
    this.issued.push(credentials)
    this.#identities.trust(credentials, endsAt)
    const session = `${String(arn).replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${name}`
    this.#sessions.set(credentials.accessKeyId, session)
    return {
      Credentials: {
        AccessKeyId: credentials.accessKeyId,
        SecretAccessKey: credentials.secretAccessKey,
        SessionToken: credentials.sessionToken,
        Expiration: credentials.expiration.toISOString(),
      },
      AssumedRoleUser: { Arn: session, AssumedRoleId: `AROAEXAMPLE:${name}` },
    }
  }
}
