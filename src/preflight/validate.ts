import type { RunningService } from '../contracts/run-context.ts'
import { reportPolls } from '../report/report-polls.ts'
import { systemClock } from '../wait/clock.ts'
import { awaitValidated } from './await-validated.ts'
import type { Probe } from './probe-service.ts'

/** What a wait for a client tells of where all is well; it says nothing to anybody who has not met trouble before. */
const FINE = ['resolved', 'accepted']

/** How long what was ready before the run may deny it access, in milliseconds: a look more than a slip needs. */
const DENIED_FOR_MS = 10_000

/** How long what was there before the run may be out of reach, in milliseconds: its name and address are not new. */
const THERE_WITHIN_MS = 60_000

/**
 * Waits until a service that is ready can be used: its name is known, it can be reached, and what is signed for it is
 * accepted several times in a row, for each action that a run needs. A wait of which there is something to tell is told.
 * Fails as `awaitValidated` does.
 */
export async function validateService<Service extends RunningService>(
  running: Service,
  probe: Probe<Service>,
): Promise<Service> {
  const { endpoint, report, signal, clock = systemClock } = running
  const startedAt = clock.now()
  const what = `access to ${new URL(endpoint.url).host}`
  const tell = reportPolls(report, { what, wanted: 'accepted' })
  let isTrouble = false
  const warnings = await awaitValidated({
    endpoint,
    signal,
    clock,
    ...(running.wasReady && { deniedForMs: DENIED_FOR_MS, timeoutMs: THERE_WITHIN_MS }),
    probe: (look) => probe(running, look),
    onPoll(look) {
      isTrouble ||= !FINE.includes(look.state)
      if (isTrouble) tell(look)
    },
  })
  for (const message of warnings) report({ type: 'warning', message })
  const elapsedMs = clock.now() - startedAt
  if (isTrouble) report({ type: 'resource-step', what, step: 'client validated', elapsedMs })
  return running
}
