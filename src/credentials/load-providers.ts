import { ConfigError, messageOf } from '../errors/errors.ts'

/** The AWS SDK's providers of credentials. Fails with a ConfigError where the package is missing. */
export async function loadProviders() {
  try {
    return await import('@aws-sdk/credential-providers')
  } catch (cause) {
    throw new ConfigError(
      [
        'The package @aws-sdk/credential-providers could not be loaded; the credentials for AWS are found by it.',
        `Last seen: ${messageOf(cause)}`,
        'Install it: npm install --save-dev @aws-sdk/credential-providers',
      ],
      { cause },
    )
  }
}
