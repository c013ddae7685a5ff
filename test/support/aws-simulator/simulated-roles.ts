import type { AwsCredentials } from '../../../src/base/credentials.ts'
import type { Clock } from '../../../src/wait/clock.ts'
import type { SimulatedIdentities } from './simulated-credentials.ts'
import { SimulatedError } from './simulated-service.ts'

/** A role that may be assumed by whoever the simulator knows. */
export interface SimulatedRole {
  readonly arn: string
  /** What its trust policy asks for; default nothing. */
  readonly externalId?: string
  /** How long its credentials really last, in milliseconds: shorter than AWS offers. Default as asked for. */
  readonly lastsMs?: number
}

/** The roles of an account, and the credentials that STS has given out for them. */
export class SimulatedRoles {
  /** In the order in which they were given out. */
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

  /** `arn:aws:sts::111122223333:assumed-role/tests/vaf-3f9c2` of somebody who works as a role. */
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
