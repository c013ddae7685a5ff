import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContainerEngineSpec } from '../../../src/engines/container/container-engine.ts'
import { ContainerEngine } from '../../../src/engines/container/container-engine.ts'
import type { Docker } from '../../../src/engines/container/docker.ts'
import { findDocker } from '../../../src/engines/container/docker.ts'
import { writeLabels } from '../../../src/engines/container/own-containers.ts'
import type { EngineObservation, EnginePlace } from '../../../src/engines/engine.ts'
import { thisProcess } from '../../../src/process/process-identity.ts'
import { waitForState } from '../../../src/wait/wait-for-state.ts'

export interface ContainerUnderTest {
  readonly engine: ContainerEngine
  readonly docker: Docker
  readonly place: EnginePlace
  /** Waits for a state of the engine, by default for a minute. Fails with a WaitTimeoutError. */
  until(target: string, timeoutMs?: number): Promise<EngineObservation | undefined>
  /** Removes the engine and its log. */
  readonly stop: () => Promise<void>
}

/** Starts an engine in a container for a test, without Ryuk. */
export async function startContainer(parts: Omit<ContainerEngineSpec, 'labels'>): Promise<ContainerUnderTest> {
  const folder = await mkdtemp(join(tmpdir(), 'vaf-container-'))
  const docker = await findDocker({}, AbortSignal.timeout(30_000))
  const place = { directory: join(folder, 'engine'), logFile: join(folder, 'engine.log'), graphs: 2 }
  const labels = writeLabels(thisProcess(), 'vaf-tests', Date.now())
  const engine = ContainerEngine.start({ docker, hasRyuk: false }, { ...parts, labels }, place)
  return {
    engine,
    docker,
    place,
    until: (target, timeoutMs = 60_000) =>
      waitForState<EngineObservation>({
        what: 'engine',
        observe: () => engine.observe(),
        target,
        pending: ['starting', ...(target === 'failed' ? ['ready'] : [])],
        timeoutMs,
        intervalMs: 50,
      }),
    async stop() {
      await engine.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
