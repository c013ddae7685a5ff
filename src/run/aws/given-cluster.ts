import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { RunningService } from '../../contracts/run-context.ts'
import { hasErrorCode, messageOf, NamespaceError } from '../../errors/errors.ts'
import { type HeldLock, takeFileLock } from '../../process/file-lock.ts'
import { makeFolder } from '../../process/make-folder.ts'
import type { AwsRun } from '../target.ts'
import * as messages from './messages.ts'

/** The paths of the turns that this process has. Its runs end together, so that none can wait for another. */
const here = new Set<string>()

/** The lock file for the turn on a cluster, in the folder of the ledgers, which all runs of a user share. */
export function turnPath(directory: string, url: string): string {
  return join(directory, `given-${createHash('sha256').update(url).digest('hex').slice(0, 12)}.turn`)
}

/**
 * At isolation level `exclusive`, waits until no other run of this user on this machine has the graph of a given cluster,
 * and keeps the graph until the cleanup has emptied it. Waits for `createTimeoutMs` at most.
 *
 * It cannot see runs on other machines: a run does not tag what belongs to somebody else, and an element in the graph would
 * disturb tests. Fails with a NamespaceError where another run of this process has the graph, with a WaitTimeoutError that
 * names the process it waited for, or with the signal's reason.
 */
export async function takeGivenCluster(run: AwsRun, service: RunningService): Promise<RunningService> {
  const { options, cleanup, report, signal, clock } = run
  if (options.isolation !== 'exclusive') return service
  const what = messages.givenGraph(service.endpoint.url)
  const warn = (message: string) => report({ type: 'warning', message })
  const path = turnPath(options.ledgerDirectory, service.endpoint.url)
  if (here.has(path)) throw new NamespaceError(messages.takenByProject(what), { resource: 'graph', fault: 'user' })
  here.add(path)
  let lock: HeldLock | undefined
  cleanup.push(`turn on ${what}`, async () => {
    here.delete(path)
    lock?.release()
    return []
  })
  let isTold = false
  const onWait = (owner: string) => {
    if (!isTold) warn(messages.waitsForTurn(what, owner))
    isTold = true
  }
  const timeoutMs = options.createTimeoutMs
  try {
    makeFolder(options.ledgerDirectory, 0o700)
    lock = await takeFileLock({ path, what, signal, timeoutMs, onWait, ...(clock && { clock }) })
    const { lost } = lock
    lost.addEventListener('abort', () => warn(messages.turnLost(what, messageOf(lost.reason))))
  } catch (error) {
    if (signal.aborted || hasErrorCode(error, 'AWS_FIXTURE_WAIT_TIMEOUT')) throw error
    warn(messages.noTurn(what, options.ledgerDirectory, messageOf(error)))
  }
  return service
}
