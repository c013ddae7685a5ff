import { existsSync } from 'node:fs'
import { connect } from 'node:net'
import { hasErrorCode, LeakedResourceError } from '../../errors/errors.ts'
import type { ProcessIdentity } from '../../process/process-identity.ts'
import { livenessOf } from '../../process/process-identity.ts'
import { ABSENT, waitForState } from '../../wait/wait-for-state.ts'
import * as messages from './messages.ts'

/** What a run has put on this machine; none of it may be left after the removal. */
export interface MachineTraces {
  /** Processes, by their names in messages. */
  readonly processes: Map<string, ProcessIdentity>
  /** Ports on 127.0.0.1, by the names of what listened there. */
  readonly ports: Map<string, number>
  readonly folders: Set<string>
  /** Further checks; each returns a line for everything that is left, with how to remove it. */
  readonly looks: (() => Promise<readonly string[]>)[]
}

export function noTraces(): MachineTraces {
  return { processes: new Map(), ports: new Map(), folders: new Set(), looks: [] }
}

/** How long an engine may take to notice that its daemon was killed, in milliseconds. */
const GRACE_MS = 5_000

/** Fails with one LeakedResourceError that names every trace that is left after `graceMs`, and how to remove it. */
export async function assertNothingLeft(traces: MachineTraces, graceMs = GRACE_MS): Promise<void> {
  let left: readonly string[] = []
  try {
    await waitForState({
      what: 'what this run has left',
      observe: async () => {
        left = await look(traces)
        return left.length > 0 ? { state: 'there' } : undefined
      },
      target: ABSENT,
      pending: ['there'],
      timeoutMs: graceMs,
    })
  } catch (cause) {
    if (!hasErrorCode(cause, 'AWS_FIXTURE_WAIT_TIMEOUT')) throw cause
    throw new LeakedResourceError(messages.leftOnMachine(left), { cause })
  }
}

async function look(traces: MachineTraces): Promise<string[]> {
  return [
    ...[...traces.processes]
      .filter(([, process]) => livenessOf(process) !== 'gone')
      .map(([name, { pid }]) => messages.leftProcess(pid, name)),
    ...(await openPorts(traces.ports)),
    ...[...traces.folders].filter((folder) => existsSync(folder)).map((folder) => messages.leftFolder(folder)),
    ...(await Promise.all(traces.looks.map((look) => look()))).flat(),
  ]
}

async function openPorts(ports: ReadonlyMap<string, number>): Promise<string[]> {
  const looks = [...ports].map(async ([name, port]) => ((await isOpen(port)) ? [messages.leftPort(port, name)] : []))
  return (await Promise.all(looks)).flat()
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const settle = (open: boolean) => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => settle(true))
    socket.once('error', () => settle(false))
  })
}
