import { actionsOf } from '../aws/actions/actions.ts'
import type { IamPolicy } from '../aws/permissions/policy.ts'
import { policyFor } from '../aws/permissions/policy.ts'
import type { AwsFixturesOptions } from './options.ts'
import type { AwsOptions } from './resolve.ts'
import { resolveOptions } from './resolve.ts'

/**
 * The least IAM policy for runs on AWS with these options: control plane and requests. Its ARNs have the account in
 * `aws.allowedAccounts` if there is exactly one, or else `*`. With `aws.assumeRole` it is the policy of that role; see
 * `requiredIamPolicy` for the policy of the role's caller.
 *
 * `root` is the project's folder, whose package.json names what is created; default the current one. Fails with a
 * ConfigError where the options are not valid, or lack a region.
 */
export function iamPolicy(
  options: AwsFixturesOptions,
  root: string = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): IamPolicy {
  return policyFor(onAws(options, root, env))
}

/**
 * The least IAM policy for the identity that starts runs with `aws.assumeRole`. It allows to assume that role and nothing else,
 * because the run does everything else as the role; `iamPolicy()` gives the policy of the role. `undefined` where the options
 * assume no role. Fails as `iamPolicy()` does.
 */
export function requiredIamPolicy(
  options: AwsFixturesOptions,
  root: string = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): IamPolicy | undefined {
  const { assumeRole } = onAws(options, root, env)
  if (!assumeRole) return undefined
  const statement = {
    Sid: 'AssumeRole',
    Effect: 'Allow' as const,
    Action: actionsOf('AssumeRole'),
    Resource: [assumeRole.roleArn],
  }
  return { Version: '2012-10-17', Statement: [statement] }
}

const onAws = (options: AwsFixturesOptions, root: string, env: NodeJS.ProcessEnv) =>
  resolveOptions(options, root, { ...env, AWS_FIXTURES_TARGET: 'aws' }) as AwsOptions
