import type { ErrorKind } from '../../errors/error-kinds.ts'
import type { AwsFixtureError, ErrorDetails, ErrorFault } from '../../errors/errors.ts'
import { ConfigError, CredentialsError, DnsError, ProvisionError, ReachabilityError } from '../../errors/errors.ts'

/** What a failed call to a control plane becomes, and what the user can do about it. */
export interface AwsFailure {
  readonly Class: new (
    lines: readonly (string | undefined)[],
    details: ErrorDetails & { readonly fault?: ErrorFault },
  ) => AwsFixtureError
  readonly hint: string | undefined
}

const NETWORK = 'Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.'
const KEYS = 'Check that access key, secret key and session token (AWS_SESSION_TOKEN) come from one place.'
const LATER = 'AWS does not serve the call just now: run again later.'
const SETTLE = 'Something else changes it, or it is still busy: run again when it has settled.'

/** By kind; what is denied, and what was stopped by whoever waits for it, is not among them. */
export const awsFailures: Readonly<Record<Exclude<ErrorKind, 'aborted' | 'denied' | 'ours'>, AwsFailure>> = {
  capacity: {
    Class: ProvisionError,
    hint: 'AWS has none of these left there just now: run again later, or choose another instance class or other subnets.',
  },
  clock: { Class: CredentialsError, hint: "Check this machine's clock: it may differ by five minutes at most." },
  conflict: { Class: ProvisionError, hint: SETTLE },
  disabled: {
    Class: ConfigError,
    hint: 'Have the region and the service enabled for this account, or choose another region.',
  },
  exists: { Class: ProvisionError, hint: 'Something has this name already: delete it, or choose another name.' },
  'expired-credentials': {
    Class: CredentialsError,
    hint: 'The credentials have ended: log in again, or assume the role again.',
  },
  interrupted: { Class: ReachabilityError, hint: NETWORK },
  invalid: { Class: ConfigError, hint: 'Change the option that sets what AWS rejects.' },
  'no-credentials': {
    Class: CredentialsError,
    hint: "Give the run credentials, by AWS_PROFILE or as any AWS SDK finds them: 'aws sts get-caller-identity' has to work in the same shell.",
  },
  'not-found': { Class: ConfigError, hint: 'Check the name, the account and the region.' },
  propagating: {
    Class: ProvisionError,
    hint: 'What a role or a policy allows is not known everywhere at once: run again in a few minutes, and check it if that does not help.',
  },
  quota: {
    Class: ProvisionError,
    hint: 'Ask for a higher quota (Service Quotas in the AWS console), or delete what is not used any more.',
  },
  'read-only': { Class: ProvisionError, hint: SETTLE },
  server: { Class: ProvisionError, hint: LATER },
  signature: { Class: CredentialsError, hint: KEYS },
  state: { Class: ProvisionError, hint: SETTLE },
  throttled: {
    Class: ReachabilityError,
    hint: 'The account asks AWS too often: run fewer at the same time, or later.',
  },
  timeout: { Class: ReachabilityError, hint: NETWORK },
  unavailable: { Class: ReachabilityError, hint: LATER },
  unknown: { Class: ProvisionError, hint: undefined },
  unreachable: { Class: ReachabilityError, hint: NETWORK },
  unreadable: {
    Class: ReachabilityError,
    hint: 'What answers there is not this AWS service: check AWS_ENDPOINT_URL, a proxy, a login page on the way.',
  },
  unresolved: { Class: DnsError, hint: 'Check the region, and whether this machine can look up the names of AWS.' },
  untrusted: {
    Class: ConfigError,
    hint: 'Where a proxy on the way has an authority of its own, trust it with NODE_EXTRA_CA_CERTS.',
  },
}
