import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import { loadProviders } from './load-providers.ts'
import { explainNoCredentials } from './no-credentials.ts'
import { rememberedProvider } from './remember-credentials.ts'

/**
 * The credentials that the provider chain of the AWS SDK finds here: environment, profile, SSO, container, instance. Asked
 * when they are first needed, and remembered for all clients that are given this one provider.
 *
 * Fails with a ConfigError where the package is missing, with a CredentialsError where the chain finds nothing: it says why.
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
