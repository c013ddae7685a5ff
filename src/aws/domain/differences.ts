import type { AwsAccount } from '../sdk/aws-account.ts'
import { accessPolicy, isSamePolicy } from './access-policy.ts'
import * as messages from './messages.ts'
import type { DomainSpec } from './spec.ts'
import type { DomainConfiguration } from './state.ts'

/** The differences between a domain and its spec, a line each. A run never removes them: a change takes as long as a new domain. */
export function domainDifferences(
  there: DomainConfiguration,
  spec: DomainSpec,
  account: AwsAccount,
  name: string,
): string[] {
  const policy = accessPolicy(spec.access, account, name)
  return [
    ...differs('engine version', there.engineVersion, spec.engineVersion),
    ...differs('instance type', there.instanceType, spec.instanceType),
    ...differs('number of instances', there.instanceCount, spec.instanceCount),
    ...differs('volume in GiB', there.volumeGb, spec.volumeGb),
    ...differs('subnets', listed(there.vpc?.subnetIds), listed(spec.vpc?.subnetIds)),
    // Where the options name none, the service uses the default group of the VPC.
    ...(spec.vpc?.securityGroupIds.length
      ? differs('security groups', listed(there.vpc?.securityGroupIds), listed(spec.vpc.securityGroupIds))
      : []),
    ...differs('HTTPS', there.enforcesHttps ? 'enforced' : 'optional', 'enforced'),
    ...differs('encryption at rest and between nodes', there.isEncrypted ? 'on' : 'off', 'on'),
    ...(isSamePolicy(there.accessPolicy, policy) ? [] : differs('access policy', there.accessPolicy, policy)),
  ]
}

const differs = (what: string, there: string | number | undefined, asked: string | number): string[] =>
  there === asked ? [] : [messages.differs(what, there || 'none', asked)]

const listed = (ids: readonly string[] | undefined): string => (ids ? [...ids].sort().join(', ') : 'none')
