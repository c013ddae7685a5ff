import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { AwsCredentials } from '../../../src/base/credentials.ts'
import { verifySignature } from '../../../src/gate/verify/sigv4-verifier.ts'
import type { WireRequest } from '../../../src/sigv4/canonical-request.ts'
import type { Clock } from '../../../src/wait/clock.ts'
import { systemClock } from '../../../src/wait/clock.ts'
import { carryOut, errorOutcome, faultOutcome, type Outcome } from './answer-call.ts'
import { callLine, isProbe, isWrite, type LoggedCall } from './call-log.ts'
import { ec2Protocol } from './ec2-protocol.ts'
import { type Fault, FaultScript } from './fault.ts'
import { openSearchRoutes } from './opensearch-routes.ts'
import { queryProtocol } from './query-protocol.ts'
import { claimedSigner, receivedRequest } from './received-request.ts'
import { restJson } from './rest-json.ts'
import { SimulatedIdentities, simulatedCredentials } from './simulated-credentials.ts'
import { SimulatedRoles } from './simulated-roles.ts'
import type { SimulatedService } from './simulated-service.ts'
import { simulatedSts } from './simulated-sts.ts'
import type { WireError, WireProtocol } from './wire-protocol.ts'

export interface AwsSimulatorOptions {
  /** The services beside STS, which is always included. */
  readonly services?: readonly SimulatedService[]
  /** The region; default `eu-west-1`. */
  readonly region?: string
  /** The identities that the simulator knows at first; default one with a session token. */
  readonly credentials?: readonly [AwsCredentials, ...AwsCredentials[]]
  /** The clock of the call log and of the expiry of credentials; default the real one. Signatures always have the real time. */
  readonly clock?: Clock
}

/** A hook before or after a call takes effect, whose promise is awaited. */
export type Hook = (call: LoggedCall) => unknown

/** Reads the protocol and the signature of a request, lets a service answer, and applies the faults of the scenario. */
export class AwsSimulator implements AsyncDisposable {
  readonly region: string
  /** The credentials of the first identity. */
  readonly credentials: AwsCredentials
  readonly identities = new SimulatedIdentities()
  /** The roles that can be assumed; none at first. */
  readonly roles: SimulatedRoles
  /** Further regions that STS answers for, and whether the account has enabled each. */
  readonly otherRegions = new Map<string, 'enabled' | 'disabled'>()
  /** How far AWS's clock is ahead of this machine's, in milliseconds. */
  clockAheadMs = 0
  /** How long a call takes, in milliseconds of the simulator's clock. */
  latencyMs = 0
  /** Every call in the order of arrival, including those with a bad signature. */
  readonly calls: LoggedCall[] = []
  /** Whether calls that only check permissions are ignored: they are not logged, call no hook and have no fault. */
  sparesProbes = false
  readonly #clock: Clock
  readonly #services: ReadonlyMap<string, SimulatedService>
  readonly #faults = new FaultScript()
  readonly #hooks: { readonly when: 'before' | 'after'; readonly operation: string; readonly hook: Hook }[] = []
  readonly #server = createServer((request, response) => void this.#serve(request, response))

  constructor(options: AwsSimulatorOptions) {
    const { services = [], region = 'eu-west-1', credentials = [simulatedCredentials()], clock = systemClock } = options
    this.region = region
    this.credentials = credentials[0]
    this.#clock = clock
    this.roles = new SimulatedRoles(this.identities, clock)
    this.#services = new Map([simulatedSts(this.roles), ...services].map((service) => [service.signingName, service]))
    for (const each of credentials) this.identities.trust(each)
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  /** The value for AWS_ENDPOINT_URL: `http://127.0.0.1:41234`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** The configuration with which an SDK client talks to this simulator as its first identity. */
  get clientConfig() {
    return { endpoint: this.url, region: this.region, credentials: this.credentials, maxAttempts: 1 }
  }

  /** Makes the next calls of an operation fail, by one fault after the other. */
  fault(operation: string, ...faults: readonly Fault[]): void {
    this.#faults.add(operation, faults)
  }

  /** Ends the faults of an operation. */
  clearFaults(operation: string): void {
    this.#faults.clear(operation)
  }

  /** Adds a hook for each call that has arrived, before it takes effect. */
  before(operation: string, hook: Hook): void {
    this.#hooks.push({ when: 'before', operation, hook })
  }

  /** Adds a hook for each call that has taken effect, before its answer is sent. */
  after(operation: string, hook: Hook): void {
    this.#hooks.push({ when: 'after', operation, hook })
  }

  /** The calls of operations that change something, whatever their outcome. */
  get writes(): readonly LoggedCall[] {
    return this.calls.filter(({ operation }) => isWrite(operation))
  }

  /** The calls as lines, of one operation or of all: `CreateDomain vaf-a: ok`. */
  lines(operation?: string): readonly string[] {
    return this.calls.filter((call) => operation === undefined || call.operation === operation).map(callLine)
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.#answer(receivedRequest(request, await buffer(request)))
      if (answer === 'lost') request.socket.destroy()
      else if (answer !== 'silent') {
        response.setHeader('date', new Date(this.#realNow()).toUTCString())
        response.writeHead(answer.status, answer.headers).end(answer.body)
      }
    } catch (error) {
      // The client has disconnected, or the simulator has a bug, which must not look like an answer of AWS.
      if (!request.socket.destroyed) response.writeHead(599, { 'content-type': 'text/plain' }).end(String(error))
    }
  }

  async #answer(request: ReturnType<typeof receivedRequest>): Promise<Outcome['answer']> {
    const signer = claimedSigner(request)
    const protocol = protocols[signer.service] ?? protocols.sts
    const read = protocol.read(request)
    if (this.latencyMs > 0) await new Promise<void>((resolve) => this.#clock.after(this.latencyMs, resolve))
    const call: LoggedCall = {
      ...signer,
      operation: read?.operation ?? `${request.method} ${request.target}`,
      input: read?.input ?? {},
      at: this.#clock.now(),
    }
    if (!this.#isSpared(call)) this.calls.push(call)
    const rejection = this.#rejection(request, call, protocol) ?? (read ? undefined : unknown)
    const outcome = rejection ? errorOutcome(rejection, protocol) : await this.#outcome(call, protocol)
    call.code = outcome.code
    return outcome.answer
  }

  async #outcome(call: LoggedCall, protocol: WireProtocol): Promise<Outcome> {
    const service = this.#services.get(call.service)
    if (!service) return errorOutcome(unknown, protocol)
    if (this.#isSpared(call)) return carryOut(service, call, protocol)
    await this.#runHooks('before', call)
    const fault = this.#faults.next(call.operation)
    if (fault && !(fault.kind === 'lost' && fault.afterEffect)) return faultOutcome(fault, protocol, call)
    const outcome = await carryOut(service, call, protocol)
    await this.#runHooks('after', call)
    return fault ? faultOutcome(fault, protocol, call) : outcome
  }

  #rejection(request: WireRequest, call: LoggedCall, protocol: WireProtocol): WireError | undefined {
    const { port } = this.#server.address() as AddressInfo
    const verdict = verifySignature(request, {
      region: call.service === 'sts' && this.otherRegions.has(call.region) ? call.region : this.region,
      service: call.service,
      identify: (accessKeyId) => this.identities.identify(accessKeyId),
      hosts: [`127.0.0.1:${port}`, `localhost:${port}`],
      now: () => this.#realNow(),
    })
    if ('rejection' in verdict) return protocol.rejection(verdict.rejection)
    if (this.otherRegions.get(call.region) === 'disabled') return notEnabled
    return this.identities.isExpired(call.accessKeyId, call.at) ? protocol.common('expired') : undefined
  }

  #isSpared(call: LoggedCall): boolean {
    return this.sparesProbes && isProbe(call)
  }

  /** The clock of signatures. */
  #realNow(): number {
    return systemClock.now() + this.clockAheadMs
  }

  async #runHooks(when: 'before' | 'after', call: LoggedCall): Promise<void> {
    for (const each of this.#hooks) if (each.when === when && each.operation === call.operation) await each.hook(call)
  }
}

/** Starts a simulator on a free port of 127.0.0.1. */
export const startAwsSimulator = (options: AwsSimulatorOptions = {}): Promise<AwsSimulator> =>
  new AwsSimulator(options).listen()

const protocols: Readonly<Record<string, WireProtocol>> & { readonly sts: WireProtocol } = {
  ec2: ec2Protocol(),
  es: restJson(openSearchRoutes),
  iam: queryProtocol('https://iam.amazonaws.com/doc/2010-05-08/'),
  rds: queryProtocol('http://rds.amazonaws.com/doc/2014-10-31/'),
  sts: queryProtocol('https://sts.amazonaws.com/doc/2011-06-15/'),
}

/** The answer of a region that the account has not enabled. */
const notEnabled: WireError = {
  code: 'InvalidClientTokenId',
  message: 'The security token included in the request is invalid',
  status: 403,
}

const unknown: WireError = { code: 'UnknownOperationException', message: 'There is no such operation.', status: 404 }
