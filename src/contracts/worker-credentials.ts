import type { AwsCredentials, CredentialsProvider } from '../base/credentials.ts'
import { endpointCredentials } from '../credentials/endpoint-credentials.ts'
import { NamespaceError } from '../errors/errors.ts'
import * as messages from './messages.ts'
import type { ReadyRun } from './provided-run.ts'

/** The credentials of the worker in a slot. Fails with a NamespaceError where the run has no such slot. */
export function workerCredentials(run: ReadyRun, slot: number): CredentialsProvider {
  assertSlot(run, slot)
  const { credentials, region } = run
  if (credentials.from === 'endpoint') return endpointCredentials(credentials)
  const identity = mintedIdentity(run, slot)
  return identity ? async () => identity : chainFor(region)
}

/** The credentials that were generated for the worker in a slot; `undefined` where the worker finds its own. */
export function mintedIdentity({ credentials }: ReadyRun, slot: number): AwsCredentials | undefined {
  return credentials.from === 'run' ? credentials.identities[slot] : undefined
}

/** Loads the provider at the first request for credentials, because workers with generated credentials do not need it. */
function chainFor(region: string): CredentialsProvider {
  let chain: Promise<CredentialsProvider> | undefined
  return async (options) => {
    chain ??= import('../credentials/provider-chain.ts').then(({ providerChain }) => providerChain(region))
    return (await chain)(options)
  }
}

function assertSlot({ workers }: ReadyRun, slot: number): void {
  if (slot >= 1 && slot <= workers) return
  throw new NamespaceError(messages.slotUnknown(slot, workers))
}
