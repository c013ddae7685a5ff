import type { AwsOptions } from '../config/resolve.ts'
import { ConfigError } from '../errors/errors.ts'

/** Whether a run makes something for sure, so that it can be refused before anything is looked at. */
export const isToCreate = ({ reuse, opensearch, neptune }: AwsOptions): boolean =>
  !reuse && [opensearch, neptune].some((service) => service && 'spec' in service.wanted)

/** A run that was pointed at the wrong region must not leave its mark there. Fails with a ConfigError. */
export function assertRegionAllowed({ region, allowedRegions }: AwsOptions): void {
  if (!allowedRegions || allowedRegions.includes(region)) return
  throw new ConfigError([
    `Nothing is created in region ${region}: 'aws.allowedRegions' does not name it.`,
    `It names ${allowedRegions.join(', ') || 'none'}.`,
    `Choose another region ('region', AWS_REGION), or allow it: aws: { allowedRegions: ['${region}'] }`,
  ])
}

/** Nor in the wrong account. Fails with a ConfigError. */
export function assertAccountAllowed(account: string, { allowedAccounts }: AwsOptions): void {
  if (allowedAccounts.includes(account)) return
  throw new ConfigError([
    `Nothing is created in account ${account}, to which the credentials belong: 'aws.allowedAccounts' does not name it.`,
    `To allow it, write in awsFixtures(): aws: { allowedAccounts: ['${account}'] }`,
  ])
}
