import { ConfigError, messageOf } from '../errors.ts'
import type { AwsCredentials, CredentialsProvider } from '../resource/credentials.ts'
import { explainNoCredentials } from './no-credentials.ts'
import { rememberCredentials } from './remember-credentials.ts'

/**
 * The credentials that the provider chain of the AWS SDK finds here: environment, profile, SSO, container, instance. Asked
 * when they are first needed, and remembered for all clients that are given this one provider.
 *
 * Fails with a ConfigError where the package is missing, with a CredentialsError where the chain finds nothing: it says why.
 */
export function providerChain(region: string): CredentialsProvider {
  let chain: Promise<CredentialsProvider> | undefined
  const find: CredentialsProvider = async (options) => {
    chain ??= loadChain(region)
    return askChain(await chain, options)
  }
  const remembered = rememberCredentials(find)
  return async (options) => {
    if (options?.forceRefresh) remembered.expire(await remembered.current())
    return remembered.current()
  }
}

async function loadChain(region: string): Promise<CredentialsProvider> {
  try {
    const { fromNodeProviderChain } = await import('@aws-sdk/credential-providers')
    return fromNodeProviderChain({ clientConfig: { region } })
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

async function askChain(
  chain: CredentialsProvider,
  options: Parameters<CredentialsProvider>[0],
): Promise<AwsCredentials> {
  try {
    return await chain(options)
  } catch (cause) {
    throw await explainNoCredentials(cause, process.env)
  }
}
