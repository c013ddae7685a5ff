import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, vi } from 'vitest'
import { endHost, listKnownHosts } from '../../src/daemon/client/known-daemons.ts'
import type { ObtainedHost, ObtainHost } from '../../src/daemon/client/obtain-daemon.ts'
import { obtainHost } from '../../src/daemon/client/obtain-daemon.ts'
import type { HostPurpose } from '../../src/daemon/daemon-purpose.ts'
import { identityOf, livenessOf } from '../../src/process/process-identity.ts'
import { type SmallDisk, smallDisk } from '../support/small-disk.ts'

/** What a host of these tests is for, unless a test says otherwise. */
export const PURPOSE: HostPurpose = { Node: 'v24.0.0' }

/** Hosts in a folder that nobody else looks into. */
export interface OwnHosts {
  /** The folder, which is TMPDIR meanwhile. */
  readonly base: string
  obtain(changes?: Partial<Pick<ObtainHost, 'purpose' | 'idleTimeoutMs' | 'report'>>): Promise<ObtainedHost>
  /** Ends, by force, the hosts that are still there, and removes the folder. */
  end(): Promise<void>
}

/** Makes the folder, in `parent`. Each host is a real process, on a machine that may be busy: give such tests time. */
export async function ownHosts(parent = tmpdir()): Promise<OwnHosts> {
  const base = await mkdtemp(join(parent, 'vaf-test-'))
  vi.stubEnv('TMPDIR', base)
  const started = new Set<number>()
  return {
    base,
    async obtain(changes) {
      const host = await obtainHost({
        purpose: PURPOSE,
        idleTimeoutMs: 60_000,
        logFile: async () => join(base, 'host.log'),
        timeoutMs: 20_000,
        helloMs: 500,
        report: () => {},
        signal: new AbortController().signal,
        ...changes,
      })
      started.add(host.pid)
      return host
    },
    async end() {
      vi.unstubAllEnvs()
      for (const pid of started) if (isRunning(pid)) process.kill(pid, 'SIGKILL')
      await rm(base, { recursive: true, force: true })
    },
  }
}

/** The one host of a test file, before the first test and after the last there is none. */
export interface HostOfFile {
  readonly host: ObtainedHost
  /** As of `OwnHosts`. */
  readonly base: string
}

/**
 * Starts a host before the tests of a file, and ends it in order, with its engines, after them. With `roomMb` all that it
 * keeps is on a file system of so many megabytes, for which it takes root. Called at the file's top.
 */
export function hostOfFile({ roomMb }: { readonly roomMb?: number } = {}): HostOfFile {
  let disk: SmallDisk | undefined
  let hosts: OwnHosts
  let host: ObtainedHost
  beforeAll(async () => {
    disk = roomMb === undefined ? undefined : await smallDisk(roomMb)
    hosts = await ownHosts(disk?.path)
    host = await hosts.obtain()
  })
  afterAll(async () => {
    for (const known of await listKnownHosts()) await endHost(known)
    await hosts.end()
    await disk?.end()
  })
  return {
    get host() {
      return host
    },
    get base() {
      return hosts.base
    },
  }
}

export const isRunning = (pid: number): boolean => livenessOf(identityOf(pid)) !== 'gone'
