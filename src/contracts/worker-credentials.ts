import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import { endpointCredentials } from '../credentials/endpoint-credentials.ts'
import { NamespaceError } from '../errors/errors.ts'
import type { ReadySession } from './provided-run.ts'

/** What the worker in a slot signs with. A slot the session does not have is refused with a NamespaceError. */
export function workerCredentials(session: ReadySession, slot: number): CredentialsProvider {
  assertSlot(session, slot)
  const { credentials, region } = session
  if (credentials.from === 'endpoint') return endpointCredentials(credentials)
  const identity = mintedIdentity(session, slot)
  return identity ? async () => identity : chainFor(region)
}

/** The credentials that were minted for the worker in a slot; `undefined` where it finds its own. */
export function mintedIdentity({ credentials }: ReadySession, slot: number): AwsCredentials | undefined {
  return credentials.from === 'session' ? credentials.identities[slot] : undefined
}

/** Loaded when it is first asked: where credentials are minted nobody needs it. */
function chainFor(region: string): CredentialsProvider {
  let chain: Promise<CredentialsProvider> | undefined
  return async (options) => {
    chain ??= import('../credentials/provider-chain.ts').then(({ providerChain }) => providerChain(region))
    return (await chain)(options)
  }
}

function assertSlot({ workers }: ReadySession, slot: number): void {
  if (slot >= 1 && slot <= workers) return
  throw new NamespaceError([
    `Worker slot ${slot} has no namespace: this session has ${workers} of them.`,
    'Vitest numbered a worker above maxWorkers; please report this with your Vitest config.',
  ])
}
