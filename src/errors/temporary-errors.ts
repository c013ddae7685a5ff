/** Errors after which the same call may succeed: something was not there in time. */
import { AwsFixtureError, type ErrorDetails } from './aws-fixture-error.ts'
import { type WaitRecord, waitTimedOut } from './messages.ts'

/**
 * A host name did not resolve on this machine in time.
 *
 * To do: run again. If it stays, check the resolver that the message names: a VPN or a corporate resolver may not know
 * names of AWS that are new.
 *
 * @example
 * search-vaf-3f9c2-opensearch.eu-west-1.es.amazonaws.com did not resolve on this machine within 120 s.
 * The operating system's resolver answered: ENOTFOUND.
 * Check the resolver of this machine, and run again.
 */
export class DnsError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_DNS'
  declare readonly code: typeof DnsError.code
  readonly category = 'temporary'
  readonly fault = 'aws'
}

/**
 * An address that the run needs could not be reached: an endpoint, a registry, a tunnel.
 *
 * To do: check network, proxy, VPN and security groups on the way to the address that the message names.
 *
 * @example
 * No tunnel to vaf-3f9c2-neptune.cluster-c1.eu-west-1.neptune.amazonaws.com was opened: the function 'aws.neptune.tunnel' failed.
 * Last seen: connect ETIMEDOUT 203.0.113.7:22
 * Open the tunnel in it, and return where its near end is, once one can connect there: 'https://127.0.0.1:9200'.
 */
export class ReachabilityError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_REACHABILITY'
  declare readonly code: typeof ReachabilityError.code
  readonly category = 'temporary'
  readonly fault = 'user'
}

/**
 * A resource did not reach the wanted state in time.
 *
 * To do: wait longer, with the option that the last line names, or look at the state in which the resource stays.
 *
 * @example
 * OpenSearch domain vaf-3f9c2-opensearch did not become active within 2400.0 s.
 * Last state: creating. Seen in 160 polls: creating x158, throttled x2.
 * Wait longer with aws.opensearch.createTimeoutMs.
 */
export class WaitTimeoutError extends AwsFixtureError {
  static readonly code = 'AWS_FIXTURE_WAIT_TIMEOUT'
  declare readonly code: typeof WaitTimeoutError.code
  readonly category = 'temporary'
  readonly fault = 'plugin'
  /** What the wait had seen: `what`, `target`, `lastState`, `elapsedMs`, `attempts`, `seen`, `errors`, `lastError`. */
  readonly record: WaitRecord

  constructor(record: WaitRecord, details: ErrorDetails & { hint?: string | undefined } = {}) {
    super([...waitTimedOut(record), details.hint], details)
    this.record = record
  }
}
