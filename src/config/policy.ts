import type { IamPolicy } from '../aws/permissions/policy.ts'
import { policyFor } from '../aws/permissions/policy.ts'
import type { AwsFixturesOptions } from './options.ts'
import type { AwsOptions } from './resolve.ts'
import { resolveOptions } from './resolve.ts'

/**
 * The least IAM policy for runs on AWS with these options: control plane and requests. The one account in
 * `aws.allowedAccounts` is in its ARNs, or else `*`. `root` is the project's folder, whose package.json names what is
 * created; default the current one. With `aws.assumeRole` it is that role's; see `callerPolicy` for who assumes it. Fails with a ConfigError where the options are not valid, or lack a region.
 */
export function policy(
  options: AwsFixturesOptions,
  root: string = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): IamPolicy {
  return policyFor(resolveOptions(options, root, { ...env, AWS_FIXTURES_TARGET: 'aws' }) as AwsOptions)
}
