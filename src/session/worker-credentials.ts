import { providerChain } from '../client/provider-chain.ts'
import { NamespaceError } from '../errors.ts'
import type { AwsCredentials, CredentialsProvider } from '../resource/credentials.ts'
import type { ReadySession } from './provided-session.ts'

/** What the worker in a slot signs with. A slot the session does not have is refused with a NamespaceError. */
export function workerCredentials(session: ReadySession, slot: number): CredentialsProvider {
  assertSlot(session, slot)
  if (session.credentials.from === 'chain') return providerChain(session.region)
  const identity = mintedIdentity(session, slot)!
  return async () => identity
}

/** The credentials that were minted for the worker in a slot; `undefined` where it finds its own. */
export function mintedIdentity({ credentials }: ReadySession, slot: number): AwsCredentials | undefined {
  return credentials.from === 'session' ? credentials.identities[slot] : undefined
}

function assertSlot({ workers }: ReadySession, slot: number): void {
  if (slot >= 1 && slot <= workers) return
  throw new NamespaceError([
    `Worker slot ${slot} has no namespace: this session has ${workers} of them.`,
    'Vitest numbered a worker above maxWorkers; please report this with your Vitest config.',
  ])
}
