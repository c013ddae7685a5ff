import { awaitValidated } from '../client/await-validated.ts'
import { connectGremlin, resolveDriver } from '../client/gremlin-client.ts'
import { createOpenSearchClient } from '../client/opensearch-client.ts'
import { probeNeptune, probeOpenSearch } from '../client/probe.ts'
import { tellLooks } from '../report/tell-looks.ts'
import type { RunningService } from '../session/session-context.ts'
import { systemClock } from '../wait/clock.ts'

/** What a wait for a client tells of where all is well; it says nothing to anybody who has not met trouble before. */
const FINE = ['resolved', 'accepted']

/** How long what was ready before the run may deny it access, in milliseconds: a look more than a slip needs. */
const DENIED_FOR_MS = 10_000

/** How long what was there before the run may be out of reach, in milliseconds: its name and address are not new. */
const THERE_WITHIN_MS = 60_000

/**
 * Waits until a service that is ready can be used: its name is known, it can be reached, and what is signed for it is
 * accepted several times in a row. A wait of which there is something to tell is told. Fails as `awaitValidated` does.
 */
export async function validateService<Service extends RunningService>(
  running: Service,
  probe: (running: Service, signal: AbortSignal) => Promise<unknown>,
): Promise<Service> {
  const { endpoint, report, signal, clock = systemClock } = running
  const startedAt = clock.now()
  const what = `access to ${new URL(endpoint.url).host}`
  const tell = tellLooks(report, { what, wanted: 'accepted' })
  let isTrouble = false
  await awaitValidated({
    endpoint,
    signal,
    clock,
    ...(running.wasReady && { deniedForMs: DENIED_FOR_MS, timeoutMs: THERE_WITHIN_MS }),
    probe: (look) => probe(running, look),
    onLook(look) {
      isTrouble ||= !FINE.includes(look.state)
      if (isTrouble) tell(look)
    },
  })
  const elapsedMs = clock.now() - startedAt
  if (isTrouble) report({ type: 'resource-step', what, step: 'client validated', elapsedMs })
  return running
}

/** One signed request, by a client of its own. */
export async function probeDomain(
  { endpoint, credentials, expectedVersion: version }: RunningService & { readonly expectedVersion?: string },
  signal: AbortSignal,
): Promise<void> {
  const client = createOpenSearchClient({ endpoint, credentials, options: { maxRetries: 0 } })
  try {
    await probeOpenSearch(client, { endpoint, version, signal })
  } finally {
    await client.close()
  }
}

/** The status and one traversal, on a connection of its own: none stays open in this process. */
export async function probeCluster({ endpoint, credentials, options }: RunningService, signal: AbortSignal) {
  const driver = resolveDriver(options.root)
  const connection = connectGremlin({ endpoint, credentials, driver })
  try {
    await probeNeptune(connection, driver.version, signal)
  } finally {
    await connection.close()
  }
}
