import { ConfigError, messageOf } from '../../errors/errors.ts'

/** What target `aws` needs besides this package. Whoever never chooses it need not install them. */
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
    // Without the cause, which says no more, and is printed with where in Node it was noticed.
    throw new ConfigError([
      "Target 'aws' needs packages of the AWS SDK, of which one could not be loaded.",
      `Last seen: ${messageOf(cause)}`,
      `Install them: npm install --save-dev ${needed.join(' ')}`,
    ])
  }
}

/** Whether a module could not be loaded for want of a package of the AWS SDK. */
export function isMissingSdk(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND' && messageOf(error).includes('@aws-sdk/')
}
