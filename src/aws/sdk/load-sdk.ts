import { ConfigError, messageOf } from '../../errors/errors.ts'
import * as messages from './messages.ts'

/** The packages that target `aws` needs besides this one. Users of the other targets need not install them. */
const packages = [
  '@aws-sdk/client-neptune',
  '@aws-sdk/client-opensearch',
  '@aws-sdk/client-sts',
  '@aws-sdk/credential-providers',
]

/** Loads a module that needs the AWS SDK. Fails with a ConfigError where a package of it is missing. */
export async function loadWithSdk<Module>(load: () => Promise<Module>, needed = packages): Promise<Module> {
  try {
    return await load()
  } catch (cause) {
    if (!isMissingSdk(cause)) throw cause
    // Without the cause, which says no more and would print a stack of Node's own.
    throw new ConfigError(messages.sdkMissing(needed, messageOf(cause)))
  }
}

/** Whether a module could not be loaded because a package of the AWS SDK is missing. */
export function isMissingSdk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && messageOf(error).includes('@aws-sdk/')
}
