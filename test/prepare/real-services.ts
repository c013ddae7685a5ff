import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import type { Service } from '../../src/base/endpoint.ts'
import { resolveOptions } from '../../src/config/resolve.ts'
import type { JoinedRun } from '../../src/contracts/provided-run.ts'
import type { Dataset } from '../../src/dataset/dataset.ts'
import { createCertificate } from '../../src/gate/certificate.ts'
import type { Gate } from '../../src/gate/gate.ts'
import { openGate } from '../../src/gate/open-gate.ts'
import { CleanupStack } from '../../src/ledger/cleanup-stack.ts'
import { prepareNeptune } from '../../src/prepare/prepare-neptune.ts'
import { prepareOpenSearch } from '../../src/prepare/prepare-opensearch.ts'
import type { RunEvent } from '../../src/report/events.ts'
import type { Mark } from '../../src/resource/mark.ts'
import type { Ownership } from '../../src/resource/resource.ts'
import { WorkerRun } from '../../src/worker/worker-run.ts'
import type { RunningEngine } from '../gate/start-engine.ts'

/** What everybody signs with, as on AWS; the provider chain finds it in the environment. */
const credentials: AwsCredentials = {
  accessKeyId: 'AKIDREALSERVICE',
  secretAccessKey: 'kept-secret',
  sessionToken: 'token',
}

/** Puts the credentials where the provider chain of the AWS SDK finds them; returns how to take them out. */
export function giveCredentials(): () => void {
  const before = { ...process.env }
  process.env.AWS_ACCESS_KEY_ID = credentials.accessKeyId
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey
  process.env.AWS_SESSION_TOKEN = credentials.sessionToken
  return () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  }
}

/** An engine as AWS would have it: whoever calls is the same to it, and there is one graph for all. */
export async function openService(service: Service, engine: RunningEngine, graph = 'g0'): Promise<Gate> {
  const gate = await openGate({
    service,
    region: 'eu-west-1',
    port: 0,
    tls: await createCertificate(),
    identify: (key) => (key === credentials.accessKeyId ? { credentials, worker: 0 } : undefined),
    engine: () => engine.address,
    graph: {
      traversalSource: () => graph,
      status: () => ({ startTime: new Date(0), gremlinVersion: engine.version }),
    },
  })
  onTestFinished(() => gate.close())
  return gate
}

export interface OpenRealRun {
  readonly opensearch?: Gate
  readonly neptune?: Gate
  readonly dataset?: Dataset
  readonly ownership: Ownership
  readonly isolation?: 'exclusive' | 'partition'
  /** `vaf-abcde`. */
  readonly id?: string
  /** The folder from which the user's driver is looked up; default one without a driver. */
  readonly root?: string
  readonly expectedVersion?: string
  /** The runs that live; absent: nobody can be asked. */
  readonly living?: readonly Mark[]
  readonly signal?: AbortSignal
}

/** A run on services that are not stand-ins. */
export interface RealRun {
  readonly run: JoinedRun
  readonly events: readonly RunEvent[]
  /** A worker, as one is opened for a test file; it is closed with the test, or before. */
  worker(slot: number): WorkerRun
  /** Ends it. Fails with a CleanupError. */
  end(): Promise<void>
}

let runs = 0

/** Opens a run as a target on AWS does. A failure undoes what was done, as there. */
export async function openRealRun(open: OpenRealRun): Promise<RealRun> {
  const { opensearch, neptune, dataset, ownership, isolation = 'exclusive', expectedVersion } = open
  const directory = await mkdtemp(join(tmpdir(), 'vaf-real-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  runs += 1
  const id = open.id ?? `vaf-${String(runs).padStart(5, '0')}`
  const root = open.root ?? directory
  const options = resolveOptions(
    {
      isolation,
      ...(opensearch && { opensearch: true }),
      ...(neptune && { neptune: true }),
      region: 'eu-west-1',
    },
    root,
    {},
  )
  const events: RunEvent[] = []
  const cleanup = new CleanupStack()
  const running = {
    ...{ id, options, cleanup, ownership, dataset },
    report: (event: RunEvent) => void events.push(event),
    signal: open.signal ?? new AbortController().signal,
    credentials: async () => credentials,
    ...(open.living && { living: async () => open.living ?? [] }),
  }
  try {
    const [search, graph] = await Promise.all([
      opensearch && prepareOpenSearch({ ...running, endpoint: opensearch.endpoint, expectedVersion }),
      neptune && prepareNeptune({ ...running, endpoint: neptune.endpoint, loading: 'steps', directory }),
    ])
    const run: JoinedRun = {
      ...{ state: 'ready', id, region: 'eu-west-1', root, workers: 2, credentials: { from: 'chain' } },
      ...{ exportCredentials: true, isolation, workerVariables: {}, files: 'all' },
      ...(search && { opensearch: search }),
      ...(graph && { neptune: graph }),
    }
    const worker = (slot: number) => {
      const made = new WorkerRun(run, slot)
      onTestFinished(() => made.close())
      return made
    }
    return { run, events, worker, end: () => cleanup.run() }
  } catch (error) {
    await cleanup.run()
    throw error
  }
}
