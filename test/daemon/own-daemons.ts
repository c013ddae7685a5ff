import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { endDaemon, listKnownDaemons } from '../../src/daemon/client/known-daemons.ts'
import type { ObtainDaemon, ObtainedDaemon } from '../../src/daemon/client/obtain-daemon.ts'
import { obtainDaemon } from '../../src/daemon/client/obtain-daemon.ts'
import type { DaemonPurpose } from '../../src/daemon/daemon-purpose.ts'
import { identityOf, livenessOf } from '../../src/process/process-identity.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'

/** What a daemon of these tests is for, unless a test says otherwise. */
export const PURPOSE: DaemonPurpose = { Node: 'v24.0.0' }

/** Daemons in a folder that nobody else looks into. */
export interface OwnDaemons {
  /** The folder, which is TMPDIR meanwhile. */
  readonly base: string
  obtain(changes?: Partial<Pick<ObtainDaemon, 'purpose' | 'idleTimeoutMs' | 'report'>>): Promise<ObtainedDaemon>
  /** Ends, by force, the daemons that are still there, and removes the folder. */
  end(): Promise<void>
}

/** Makes the folder, in `parent`. Each daemon is a real process, on a machine that may be busy: give such tests time. */
export async function ownDaemons(parent = tmpdir()): Promise<OwnDaemons> {
  const base = await mkdtemp(join(parent, 'vaf-test-'))
  vi.stubEnv('TMPDIR', base)
  const started = new Set<number>()
  return {
    base,
    async obtain(changes) {
      const daemon = await obtainDaemon({
        purpose: PURPOSE,
        idleTimeoutMs: 60_000,
        logFile: async () => join(base, 'daemon.log'),
        timeoutMs: 20_000,
        helloMs: 500,
        report: () => {},
        signal: new AbortController().signal,
        ...changes,
      })
      started.add(daemon.pid)
      return daemon
    },
    async end() {
      vi.unstubAllEnvs()
      for (const pid of started) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
      await rm(base, { recursive: true, force: true })
    },
  }
}

/** The one daemon of a test file, before the first test and after the last there is none. */
export interface DaemonOfFile {
  readonly daemon: ObtainedDaemon
  /** As of `OwnDaemons`. */
  readonly base: string
}

/**
 * Starts a daemon before the tests of a file, and ends it in order, with its engines, after them. With `roomMb` all that it
 * keeps is on a file system of so many megabytes, for which it takes root. Called at the file's top.
 */
export function daemonOfFile({ roomMb }: { readonly roomMb?: number } = {}): DaemonOfFile {
  let disk: SmallDisk | undefined
  let daemons: OwnDaemons
  let daemon: ObtainedDaemon
  beforeAll(async () => {
    disk = roomMb === undefined ? undefined : await smallDisk(roomMb)
    daemons = await ownDaemons(disk?.path)
    daemon = await daemons.obtain()
  })
  afterAll(async () => {
    for (const known of await listKnownDaemons()) await endDaemon(known)
    await daemons.end()
    await disk?.end()
  })
  return {
    get daemon() {
      return daemon
    },
    get base() {
      return daemons.base
    },
  }
}

export const isRunning = (pid: number): boolean => livenessOf(identityOf(pid)) !== 'gone'
