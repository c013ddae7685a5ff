import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import { ConfigError, messageOf } from '../errors/errors.ts'
import * as messages from './messages.ts'
import { explainNoCredentials } from './no-credentials.ts'
import { rememberedProvider } from './remember-credentials.ts'

/**
 * The credentials that the provider chain of the AWS SDK finds: in the environment, a profile, an SSO login, a container or an
 * instance. The chain is asked when they are first needed, and its answer is remembered for all clients of this provider.
 *
 * Fails with a ConfigError where the package is missing, and with a CredentialsError that says why where the chain finds
 * nothing.
 */
export function providerChain(region: string): CredentialsProvider {
  let chain: Promise<CredentialsProvider> | undefined
  return rememberedProvider(async (options) => {
    chain ??= loadChain(region)
    return askChain(await chain, options)
  })
}

async function loadChain(region: string): Promise<CredentialsProvider> {
  const { fromNodeProviderChain } = await loadProviders()
  return fromNodeProviderChain({ clientConfig: { region } })
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

/** The AWS SDK's providers of credentials. Fails with a ConfigError where the package is missing. */
export async function loadProviders() {
  try {
    return await import('@aws-sdk/credential-providers')
  } catch (cause) {
    throw new ConfigError(messages.noProviders(messageOf(cause)), { cause })
  }
}
