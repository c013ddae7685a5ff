import type { IamPolicy } from '../aws/permissions/policy.ts'
import type { AwsFixturesOptions } from './options.ts'
import type { AwsOptions } from './resolve.ts'
import { resolveOptions } from './resolve.ts'

/**
 * The least IAM policy for whoever starts runs with `aws.assumeRole`: to assume that role, and nothing else, for all the
 * rest is done as the role, whose policy `policy()` gives. `undefined` where no role is assumed. Fails as `policy()` does.
 */
export function callerPolicy(
  options: AwsFixturesOptions,
  root: string = process.cwd(),
  env: NodeJS.ProcessEnv = process.env,
): IamPolicy | undefined {
  const { assumeRole } = resolveOptions(options, root, { ...env, AWS_FIXTURES_TARGET: 'aws' }) as AwsOptions
  if (!assumeRole) return undefined
  const statement = {
    Sid: 'AssumeRole',
    Effect: 'Allow' as const,
    Action: ['sts:AssumeRole'],
    Resource: [assumeRole.roleArn],
  }
  return { Version: '2012-10-17', Statement: [statement] }
}
