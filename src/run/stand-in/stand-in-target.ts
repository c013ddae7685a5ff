import { services } from '../../base/endpoint.ts'
import type { StandInOptions } from '../../config/resolve.ts'
import { enginesStopped } from '../../contracts/stopped-engines.ts'
import type { DaemonConnection } from '../../daemon/client/daemon-connection.ts'
import { askWhileAlive, watchDaemon } from '../../daemon/client/heartbeat.ts'
import { endDaemon } from '../../daemon/client/known-daemons.ts'
import type { ObtainedDaemon } from '../../daemon/client/obtain-daemon.ts'
import { obtainDaemon } from '../../daemon/client/obtain-daemon.ts'
import { readDaemonRecord } from '../../daemon/daemon-folders.ts'
import { daemonPurpose } from '../../daemon/daemon-purpose.ts'
import type { ClosedRun } from '../../daemon/protocol.ts'
import { datasetEntries } from '../../dataset/dataset-folder.ts'
import { newLogFile } from '../../engines/process/log.ts'
import { CleanupError, EnginesStoppedError, hasErrorCode, messageOf } from '../../errors/errors.ts'
import { fromPlainError } from '../../errors/plain-error.ts'
import { identityOf } from '../../process/process-identity.ts'
import type { Reporter } from '../../report/events.ts'
import { destroy } from '../../resource/destroy.ts'
import { systemClock } from '../../wait/clock.ts'
import type { StartedTarget, TargetOptions } from '../target.ts'
import { containersOfDaemon } from './leaked-containers.ts'
import type { MachineTraces } from './leaked-files.ts'
import { assertNothingLeft, noTraces } from './leaked-files.ts'
import * as messages from './messages.ts'

/** How long the daemon may take to end, in milliseconds. */
const DESTROY_TIMEOUT_MS = 30_000

/** Starts a run on target `local` or `containers`: in a daemon, with an engine and a gate for each service. */
export async function startStandInTarget(target: TargetOptions<StandInOptions>): Promise<StartedTarget> {
  const { id, options, workers, cleanup, report, signal } = target
  const { reuse } = options
  // The daemon reads the datasets; but a missing one should fail before a daemon and engines start.
  const configured = services.filter((service) => options[service])
  for (const service of configured) {
    const { dataset } = options[service]!
    if (dataset) datasetEntries(dataset)
  }
  const traces = noTraces()
  cleanup.push(messages.tracesOnMachine(), () => assertNothingLeft(traces))

  const daemon = await obtainDaemon({
    purpose: daemonPurpose(options),
    idleTimeoutMs: reuse ? options.idleTimeoutMs : 0,
    logFile: (otherwise) => newLogFile({ cacheDirectory: options.cacheDirectory, otherwise, run: id, what: 'daemon' }),
    timeoutMs: options.startTimeoutMs,
    report,
    signal,
  })
  const connection = daemon.kind.connection()
  const daemonProcess = identityOf(daemon.pid)
  const containers =
    options.target === 'containers' ? containersOfDaemon(options.docker, daemonProcess, signal) : undefined
  if (containers) cleanup.push(messages.containersOfKilled(), () => containers.removeLeft())
  if (!reuse) {
    if (containers) traces.looks.push(() => containers.look())
    cleanup.push(messages.daemonOf(id), () => leaveDaemon(id, daemon, traces))
  }

  cleanup.push(messages.runOf(id, configured), async () => {
    try {
      return removedBy(await askWhileAlive(connection, 'close', {}))
    } catch (error) {
      if (hasErrorCode(error, 'AWS_FIXTURE_PROVISION')) await endHung(daemon)
      throw error
    } finally {
      if (reuse) connection.close()
    }
  })
  // The daemon stops to open the run at once; the cleanup asks for the same, and awaits the end.
  const giveUp = () => void connection.ask('close', {}).catch(() => {})
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    const { told, hasStopped } = tellStop({ connection, pid: daemon.pid, report, over: cleanup.begun })
    const opened = await askWhileAlive(connection, 'open', { id, options, workers }, told)
    traces.folders.add(opened.directory)
    for (const [name, port] of Object.entries(opened.ports)) traces.ports.set(name, port)
    if (!reuse) {
      traces.processes.set('daemon', daemonProcess)
      traces.folders.add(daemon.directory)
      for (const { name, pid, directories } of opened.engines) {
        if (pid !== undefined) traces.processes.set(name, identityOf(pid))
        for (const directory of directories) traces.folders.add(directory)
      }
    }
    watchDaemon(connection, cleanup.begun).catch(async (error: Error) => {
      if (cleanup.begun.aborted || hasErrorCode(error, 'AWS_FIXTURE_ENGINES_STOPPED')) return
      report({ type: 'warning', message: messageOf(error) })
      await endHung(daemon)
    })
    const { provided, authorities } = opened
    const kept = () => (reuse && !hasStopped() ? messages.enginesStay(options.idleTimeoutMs) : undefined)
    return { provided, authorities, kept }
  } catch (error) {
    signal.throwIfAborted()
    await containers?.notOpened(error)
    throw error
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

interface TellStop {
  readonly connection: DaemonConnection
  /** The daemon's process. */
  readonly pid: number
  readonly report: Reporter
  /** Aborted when the run is over, so that its daemon may end. */
  readonly over: AbortSignal
}

interface ToldStop {
  /** The reporter for events of the daemon. */
  readonly told: Reporter
  /** Whether the daemon ended, or began to end, before the run was over. */
  hasStopped(): boolean
}

/**
 * Reports once, and at once, that the daemon of a run is ending or has ended. Requests to a daemon that has ended fail with
 * the same EnginesStoppedError.
 */
function tellStop({ connection, pid, report, over }: TellStop): ToldStop {
  let stopped: EnginesStoppedError | undefined
  connection.whenGone(() => {
    if (stopped || over.aborted) return stopped
    stopped = enginesStopped({ pid }, systemClock.now())
    report({ type: 'engines-stopped', message: messageOf(stopped) })
    return stopped
  })
  const told: Reporter = (event) => {
    if (event.type === 'engines-stopped') stopped = new EnginesStoppedError(event.message)
    report(event)
  }
  return { told, hasStopped: () => stopped !== undefined }
}

/** Kills a daemon that does not answer, and its engines, since no other run could use them either. */
async function endHung({ directory }: ObtainedDaemon): Promise<void> {
  const record = await readDaemonRecord(directory)
  // The report already tells that it does not answer; the last step of the cleanup tells what is left.
  if (record && record !== 'starting') await endDaemon({ directory, record }).catch(() => {})
}

/** Leaves the daemon of this Vitest run, and waits for its end, unless a run of another project still uses it. */
async function leaveDaemon(id: string, { kind }: ObtainedDaemon, traces: MachineTraces): Promise<void> {
  const connection: DaemonConnection = kind.connection()
  const others = await connection.ask('status', {}).then(
    ({ runs }) => runs.filter((run) => run.id !== id).length,
    // It has ended already, or is about to.
    () => 0,
  )
  if (others === 0) {
    await destroy({ kind, id, owner: { run: 'daemon' }, timeoutMs: DESTROY_TIMEOUT_MS, intervalMs: 10 })
    return
  }
  connection.close()
  traces.processes.clear()
  traces.folders.clear()
  traces.looks.splice(0)
}

/** What the daemon has removed. Fails with a CleanupError where something is left. */
function removedBy({ removed, failures }: ClosedRun): readonly string[] {
  if (failures.length === 0) return removed
  throw new CleanupError(failures.map(({ step, error }) => ({ step, error: fromPlainError(error) })))
}
