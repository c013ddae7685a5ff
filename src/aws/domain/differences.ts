import type { AwsAccount } from '../sdk/aws-account.ts'
import { accessPolicy, isSamePolicy } from './access-policy.ts'
import type { DomainSpec } from './spec.ts'
import type { DomainConfiguration } from './state.ts'

/** In what a domain differs from what is asked for, a line each. Nothing of it is ever changed: it would take as long as a new one. */
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
    // Where none is asked for, the service takes the VPC's default one.
    ...(spec.vpc?.securityGroupIds.length
      ? differs('security groups', listed(there.vpc?.securityGroupIds), listed(spec.vpc.securityGroupIds))
      : []),
    ...differs('HTTPS', there.enforcesHttps ? 'enforced' : 'optional', 'enforced'),
    ...differs('encryption at rest and between nodes', there.isEncrypted ? 'on' : 'off', 'on'),
    ...(isSamePolicy(there.accessPolicy, policy) ? [] : differs('access policy', there.accessPolicy, policy)),
  ]
}

const differs = (what: string, there: string | number | undefined, asked: string | number): string[] =>
  there === asked ? [] : [`${what}: it is ${there || 'none'}, and ${asked} is asked for`]

const listed = (ids: readonly string[] | undefined): string => (ids ? [...ids].sort().join(', ') : 'none')
