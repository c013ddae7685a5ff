import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UnexpectedStateError } from '../errors.ts'
import type { CredentialsProvider } from '../resource/credentials.ts'
import type { Service } from '../resource/endpoint.ts'
import { provision } from '../resource/provision.ts'
import type { ResourceKind } from '../resource/resource.ts'
import { hostKind } from '../standin/host-kind.ts'
import { newLogFile } from '../standin/log.ts'
import type { StandInObservation, StandInSpec } from '../standin/stand-in.ts'
import { standInKind } from '../standin/stand-in-kind.ts'
import { readDatasets } from './datasets.ts'
import type { EngineFiles } from './engine-files.ts'
import { obtainEngines } from './engine-files.ts'
import type { MachineTraces } from './left-on-machine.ts'
import { assertNothingLeft, noTraces } from './left-on-machine.ts'
import { prepareNeptune } from './prepare-neptune.ts'
import { prepareOpenSearch } from './prepare-opensearch.ts'
import type { StartedTarget, TargetOptions } from './target.ts'

/** How long a stand-in or the host may take to disappear, in milliseconds. */
const DESTROY_TIMEOUT_MS = 30_000

type StandInKind = ResourceKind<StandInSpec, StandInObservation>

const names = { opensearch: 'OpenSearch stand-in', neptune: 'Neptune stand-in' } as const satisfies Record<
  Service,
  string
>

/** Target `local`: a host process with an engine and a gate for each service, validated and filled. */
export async function startLocalTarget(target: TargetOptions): Promise<StartedTarget> {
  const { id, options, workers, cleanup, signal } = target
  const datasets = await readDatasets(options)
  const engines = await obtainEngines(target)

  const traces = noTraces()
  const directory = join(tmpdir(), id)
  traces.folders.add(directory)
  cleanup.push('processes, ports and folders', () => assertNothingLeft(traces))

  const host = hostKind()
  const common = { tags: { session: id }, cleanup, destroyTimeoutMs: DESTROY_TIMEOUT_MS, signal }
  const { pid } = await provision({
    ...common,
    kind: host,
    id,
    spec: { directory, workers, logFile: await newLogFile(engines.cacheDirectory, id, 'host') },
    timeoutMs: options.startTimeoutMs,
    intervalMs: 10,
  })
  if (pid) traces.processes.set('stand-in host', pid)
  const connection = host.connection()
  const identities = await connection.ask('identities', {})
  const credentials: CredentialsProvider = async () => identities[0]!

  const startStandIn = async (service: Service, files: EngineFiles): Promise<StandInObservation> => {
    return provision({
      ...common,
      kind: watched(standInKind(names[service], connection), traces),
      id: `${id}-${service}`,
      spec: {
        service,
        region: options.region,
        port: options[service]?.port ?? 0,
        sharesGraph: options.isolation === 'partition',
        engine: {
          version: files.version,
          java: engines.java,
          classPath: files.classPath,
          graphs: workers + 1,
          logFile: await newLogFile(engines.cacheDirectory, id, service),
          cacheDirectory: engines.cacheDirectory,
        },
      },
      timeoutMs: options.startTimeoutMs,
      intervalMs: 25,
    })
  }
  const [opensearch, neptune] = await bothOrTheFirstError(
    engines.opensearch &&
      startStandIn('opensearch', engines.opensearch).then((seen) =>
        prepareOpenSearch({ ...target, credentials, seen, dataset: datasets.opensearch }),
      ),
    engines.neptune &&
      startStandIn('neptune', engines.neptune).then((seen) =>
        prepareNeptune({ ...target, credentials, seen, dataset: datasets.neptune, directory }),
      ),
  )
  const ca = (opensearch ?? neptune)?.endpoint.ca ?? ''
  return {
    authorities: await writeAuthorities(join(directory, 'authorities.pem'), ca, options.extraAuthorities),
    provided: {
      state: 'ready',
      id,
      region: options.region,
      root: options.root,
      identities,
      exportCredentials: options.exportCredentials,
      isolation: options.isolation,
      workerVariables: Object.fromEntries(
        Object.entries(options.variables).filter(
          (entry): entry is [string, 'opensearch.indexPrefix'] => entry[1] === 'opensearch.indexPrefix',
        ),
      ),
      ...(opensearch && { opensearch }),
      ...(neptune && { neptune }),
    },
  }
}

/**
 * A stand-in whose process and port are noted, to be looked for at the end, and whose removal fails where it had ended by
 * itself: what the tests saw of it then is worth nothing.
 */
function watched(kind: StandInKind, traces: MachineTraces): StandInKind {
  let wasReady = false
  const observe: StandInKind['observe'] = async (id, look) => {
    const seen = await kind.observe(id, look)
    wasReady ||= seen?.state === 'ready'
    if (seen?.pid) traces.processes.set(kind.name, seen.pid)
    if (seen) traces.ports.set(kind.name, Number(new URL(seen.endpoint.url).port))
    return seen
  }
  return {
    ...kind,
    observe,
    async delete(id, look) {
      const seen = await observe(id, look)
      await kind.delete(id, look)
      if (!wasReady || seen?.state !== 'failed') return
      throw new UnexpectedStateError(['Its engine ended by itself while the tests ran.', seen.detail], {
        resource: id,
        state: seen.state,
      })
    },
  }
}

/** Waits for both, also when one fails: nothing may still be starting when the cleanup begins. */
async function bothOrTheFirstError<A, B>(a: Promise<A> | undefined, b: Promise<B> | undefined) {
  await Promise.allSettled([a, b])
  return Promise.all([a, b])
}

/** NODE_EXTRA_CA_CERTS holds one file, so the user's own authorities go into ours. A file of theirs that is missing is ignored, as Node does. */
async function writeAuthorities(file: string, ca: string, own: string | undefined): Promise<string> {
  const theirs = own ? await readFile(own, 'utf8').catch(() => '') : ''
  await writeFile(file, `${theirs}\n${ca}`)
  return file
}
