import type { AwsOptions } from '../config/resolve.ts'
import { ConfigError } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** Whether a run certainly creates something, so that it can be refused before any call to AWS. */
export const isToCreate = ({ reuse, opensearch, neptune }: AwsOptions): boolean =>
  !reuse && [opensearch, neptune].some((service) => service && 'spec' in service.wanted)

/** Fails with a ConfigError where the options do not allow to create anything in their region. */
export function assertRegionAllowed({ region, allowedRegions }: AwsOptions): void {
  if (!allowedRegions || allowedRegions.includes(region)) return
  throw new ConfigError(messages.regionNotAllowed(region, allowedRegions))
}

/** Fails with a ConfigError where the options do not allow to create anything in this account. */
export function assertAccountAllowed(account: string, { allowedAccounts }: AwsOptions): void {
  if (allowedAccounts.includes(account)) return
  throw new ConfigError(messages.accountNotAllowed(account))
}
