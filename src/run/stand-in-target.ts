import type { StandInOptions } from '../config/resolve.ts'
import { askWhileAlive, watchHost } from '../daemon/client/ask-while-alive.ts'
import type { HostConnection } from '../daemon/client/daemon-connection.ts'
import { endHost } from '../daemon/client/known-daemons.ts'
import type { ObtainedHost } from '../daemon/client/obtain-daemon.ts'
import { obtainHost } from '../daemon/client/obtain-daemon.ts'
import { readHostRecord } from '../daemon/daemon-folders.ts'
import { hostPurpose } from '../daemon/daemon-purpose.ts'
import type { ClosedSession } from '../daemon/protocol.ts'
import { fromPlainError } from '../daemon/protocol.ts'
import { datasetEntries } from '../dataset/dataset-entries.ts'
import { newLogFile } from '../engines/process/log.ts'
import { CleanupError, hasErrorCode } from '../errors/errors.ts'
import { identityOf } from '../process/process-identity.ts'
import { destroy } from '../resource/destroy.ts'
import { containersOfHost } from './leaked-containers.ts'
import type { MachineTraces } from './leaked-files.ts'
import { assertNothingLeft, noTraces } from './leaked-files.ts'
import { tellStop } from './stopped-daemon.ts'
import type { StartedTarget, TargetOptions } from './target.ts'

/** How long the host may take to disappear, in milliseconds. */
const DESTROY_TIMEOUT_MS = 30_000

/** Targets `local` and `containers`: a session in a stand-in host, with an engine and a gate for each service. */
export async function startStandInTarget(target: TargetOptions<StandInOptions>): Promise<StartedTarget> {
  const { id, options, workers, cleanup, report, signal } = target
  const { reuse } = options
  // Read in the host; but what is not there need not wait for it, nor for an engine.
  for (const service of [options.opensearch, options.neptune]) if (service?.dataset) datasetEntries(service.dataset)
  const traces = noTraces()
  cleanup.push('processes, ports and folders', () => assertNothingLeft(traces))

  const host = await obtainHost({
    purpose: hostPurpose(options),
    idleTimeoutMs: reuse ? options.idleTimeoutMs : 0,
    logFile: (otherwise) =>
      newLogFile({ cacheDirectory: options.cacheDirectory, otherwise, session: id, what: 'host' }),
    timeoutMs: options.startTimeoutMs,
    report,
    signal,
  })
  const connection = host.kind.connection()
  const hostProcess = identityOf(host.pid)
  const containers = options.target === 'containers' ? containersOfHost(options.docker, hostProcess, signal) : undefined
  if (containers) cleanup.push('containers of a host that was killed', () => containers.removeLeft())
  if (!reuse) {
    if (containers) traces.looks.push(() => containers.look())
    cleanup.push(`stand-in host ${id}`, () => leaveHost(id, host, traces))
  }

  const services = (['opensearch', 'neptune'] as const).filter((service) => options[service])
  cleanup.push(`session ${id} (${services.join(', ')})`, async () => {
    try {
      return removedBy(await askWhileAlive(connection, 'close', {}))
    } catch (error) {
      if (hasErrorCode(error, 'AWS_FIXTURE_PROVISION')) await endHung(host)
      throw error
    } finally {
      if (reuse) connection.close()
    }
  })
  // What is still being opened is given up at once; the clean-up, which asks the same, then awaits its end.
  const giveUp = () => void connection.ask('close', {}).catch(() => {})
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    const { told, hasStopped } = tellStop({ connection, pid: host.pid, report, over: cleanup.begun })
    const opened = await askWhileAlive(connection, 'open', { id, options, workers }, told)
    traces.folders.add(opened.directory)
    for (const [name, port] of Object.entries(opened.ports)) traces.ports.set(name, port)
    if (!reuse) {
      traces.processes.set('stand-in host', hostProcess)
      traces.folders.add(host.directory)
      for (const { name, pid, directories } of opened.engines) {
        if (pid !== undefined) traces.processes.set(name, identityOf(pid))
        for (const directory of directories) traces.folders.add(directory)
      }
    }
    watchHost(connection, cleanup.begun).catch(async (error: Error) => {
      if (cleanup.begun.aborted || hasErrorCode(error, 'AWS_FIXTURE_ENGINES_STOPPED')) return
      report({ type: 'warning', message: error.message })
      await endHung(host)
    })
    const { provided, authorities } = opened
    const kept = () => (reuse && !hasStopped() ? keptFor(options) : undefined)
    return { provided, authorities, kept }
  } catch (error) {
    signal.throwIfAborted()
    await containers?.notOpened(error)
    throw error
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** Kills a host that does not answer, with its engines: no other run could use them either. */
async function endHung({ directory }: ObtainedHost): Promise<void> {
  const record = await readHostRecord(directory)
  // The report tells that it does not answer; the last look tells what could not be ended.
  if (record && record !== 'starting') await endHost({ directory, record }).catch(() => {})
}

/** Lets go of a host that is this run's own, and sees it end, unless another session of the run still uses it. */
async function leaveHost(id: string, { kind }: ObtainedHost, traces: MachineTraces): Promise<void> {
  const connection: HostConnection = kind.connection()
  const others = await connection.ask('status', {}).then(
    ({ sessions }) => sessions.filter((session) => session.id !== id).length,
    // It has gone already, or is about to: there is nobody to wait for.
    () => 0,
  )
  if (others === 0) {
    await destroy({ kind, id, owner: { session: 'host' }, timeoutMs: DESTROY_TIMEOUT_MS, intervalMs: 10 })
    return
  }
  connection.close()
  traces.processes.clear()
  traces.folders.clear()
  traces.looks.splice(0)
}

/** What the host says it has removed. Fails with a CleanupError where something is left. */
function removedBy({ removed, failures }: ClosedSession): readonly string[] {
  if (failures.length === 0) return removed
  throw new CleanupError(failures.map(({ step, error }) => ({ step, error: fromPlainError(error) })))
}

function keptFor({ idleTimeoutMs }: StandInOptions): string {
  const minutes = Math.max(1, Math.round(idleTimeoutMs / 60_000))
  return `The engines stay for the next run, for ${minutes} min; 'npx vitest-aws-fixtures down' ends them.`
}
