import { execFileSync } from 'node:child_process'
import { appendFileSync, readdirSync, readFileSync } from 'node:fs'
import type { Client } from '@opensearch-project/opensearch'

/** What a long run may make grow; sizes are in MiB. */
export interface Sample {
  /** What is in use of OpenSearch's heap, garbage too, and how often its old generation has been collected. */
  readonly heap: number
  readonly collections: number
  /** What a collection leaves of it. Only now and then, for a collection hides what garbage does. */
  readonly live?: number
  /** How often its breakers have refused a request. */
  readonly trips: number
  /** Its cluster state as JSON, in bytes. */
  readonly stateBytes: number
  /** What a collection leaves of Gremlin Server's heap. */
  readonly graphLive: number
  readonly daemon: number
  readonly vitest: number
  readonly worker: number
  /** Open file handles of OpenSearch, Gremlin Server and the daemon. */
  readonly handles: readonly [opensearch: number, gremlin: number, daemon: number]
  /** Files in the run's folder for temporary files. */
  readonly files: number
}

/** The file that samples go to, one a line. */
export const SAMPLES = 'samples.ndjson'

interface NodeStats {
  readonly jvm: {
    readonly mem: { readonly heap_used_in_bytes: number }
    readonly gc: { readonly collectors: { readonly old: { readonly collection_count: number } } }
  }
  readonly breakers: Readonly<Record<string, { readonly tripped: number }>>
}

/** Notes what the run holds now; with `collects`, OpenSearch collects its garbage first. Takes Linux, for /proc, and the jcmd of a JDK. */
export async function takeSample(opensearch: Client, { collects }: { readonly collects: boolean }): Promise<void> {
  const request = (path: string) => opensearch.transport.request({ method: 'GET', path })
  const { nodes } = (await request('/_nodes/stats/jvm,breaker')).body as { nodes: Record<string, NodeStats> }
  const { jvm, breakers } = Object.values(nodes)[0]!
  const engine = processOf('OpenSearchNode')
  const gremlin = processOf('GremlinServer')
  const daemon = processOf('daemon/server/main')
  const sample: Sample = {
    heap: toMb(jvm.mem.heap_used_in_bytes),
    collections: jvm.gc.collectors.old.collection_count,
    ...(collects && { live: heapAfterCollection(engine) }),
    trips: Object.values(breakers).reduce((sum, { tripped }) => sum + tripped, 0),
    stateBytes: JSON.stringify((await request('/_cluster/state')).body).length,
    graphLive: heapAfterCollection(gremlin),
    daemon: memoryOf(daemon),
    vitest: memoryOf(process.ppid),
    worker: memoryOf(process.pid),
    handles: [handlesOf(engine), handlesOf(gremlin), handlesOf(daemon)],
    files: readdirSync(process.env.TMPDIR ?? '/tmp', { recursive: true }).length,
  }
  appendFileSync(SAMPLES, `${JSON.stringify(sample)}\n`)
}

const toMb = (bytes: number) => Math.round(bytes / 1024 / 1024)

/** The run's process with this in its command line: what a run starts has its TMPDIR. */
function processOf(name: string): number {
  const isOurs = (pid: string) =>
    read(pid, 'cmdline').includes(name) && read(pid, 'environ').split('\0').includes(`TMPDIR=${process.env.TMPDIR}`)
  const pid = readdirSync('/proc').find((each) => /^\d+$/.test(each) && isOurs(each))
  if (pid === undefined) throw new Error(`No process of this run has ${name} in its command line.`)
  return Number(pid)
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // It has ended, or is somebody else's.
    return ''
  }
}

/** What is resident of a process, in MiB. */
function memoryOf(pid: number): number {
  const kB = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return Math.round(Number(kB) / 1024)
}

const handlesOf = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length

/**
 * What is live in a JVM, in MiB: it counts its objects after a collection, and nothing runs meanwhile. It does so twice,
 * because the first collection keeps what was softly referenced since the one before: for the Gremlin Server, a script
 * engine of 1.4 MiB for each of the last transactions.
 */
function heapAfterCollection(pid: number): number {
  const count = () => execFileSync('jcmd', [String(pid), 'GC.class_histogram'], { encoding: 'utf8' })
  count()
  const [, bytes] = /^Total +\d+ +(\d+)/m.exec(count()) ?? []
  return toMb(Number(bytes))
}
