import { CredentialsError, messageOf } from '../errors.ts'
import type { AwsCredentials, CredentialsProvider } from '../resource/credentials.ts'
import { loadProviders } from './load-providers.ts'
import { rememberedProvider } from './remember-credentials.ts'

/**
 * The credentials that the provider chain of the AWS SDK finds here: environment, profile, SSO, container, instance. Asked
 * when they are first needed, and remembered for all clients that are given this one provider.
 *
 * Fails with a ConfigError where the package is missing, with a CredentialsError where the chain finds nothing.
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
    throw new CredentialsError(
      [
        'The provider chain of the AWS SDK found no credentials.',
        `Last seen: ${messageOf(cause)}`,
        'Give the run some as any AWS tool is given them: AWS_PROFILE, AWS_ACCESS_KEY_ID, `aws sso login`, or a role.',
      ],
      { cause },
    )
  }
}
