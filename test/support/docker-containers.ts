import type Dockerode from 'dockerode'
import { getContainerRuntimeClient } from 'testcontainers'
import { onTestFinished } from 'vitest'
import { OUR_LABEL } from '../../src/engines/container/own-containers.ts'
import { waitForState } from '../../src/wait/wait-for-state.ts'

/** The Docker engine of the tests. */
export async function docker(): Promise<Dockerode> {
  return (await getContainerRuntimeClient()).container.dockerode
}

/** A container as a list shows it. */
export type Listed = Dockerode.ContainerInfo

/** Those that carry our labels. The tests of this project run one at a time, so that they are of the test that asks. */
export async function ourContainers(): Promise<Listed[]> {
  return (await docker()).listContainers({ all: true, filters: { label: [OUR_LABEL] } })
}

/** Waits until none of ours is there; fails with a WaitTimeoutError after that many milliseconds. */
export async function untilNoneIsOurs(timeoutMs: number): Promise<void> {
  await waitForState({
    what: 'containers of ours',
    observe: async () => {
      const left = await ourContainers()
      return left.length > 0 ? { state: 'there', detail: left.map(({ Image }) => Image).join(', ') } : undefined
    },
    target: 'absent',
    pending: ['there'],
    timeoutMs,
  })
}

/** The Ryuks that run: ours, and those of other programs, which all share one. */
export async function ryukContainers(): Promise<Listed[]> {
  return (await docker()).listContainers({ filters: { label: ['org.testcontainers.ryuk=true'] } })
}

/** Waits for the end of each Ryuk: some seconds after that of the last who used it. Fails with a WaitTimeoutError. */
export async function untilNoRyukRuns(): Promise<void> {
  await waitForState({
    what: 'Ryuk',
    observe: async () => {
      const running = await ryukContainers()
      return running.length > 0
        ? { state: 'there', detail: running.flatMap(({ Names }) => Names).join(', ') }
        : undefined
    },
    target: 'absent',
    pending: ['there'],
    timeoutMs: 20_000,
    hint: 'Other programs may use it: end them.',
  })
}

/** A container that is not ours and may not be touched; removed when the test is over. Returns whether it still runs. */
export async function baitContainer(labels: Record<string, string>): Promise<() => Promise<boolean>> {
  const engine = await docker()
  const container = await engine.createContainer({
    Image: 'tinkerpop/gremlin-server:3.7.5',
    Entrypoint: ['sleep'],
    Cmd: ['600'],
    Labels: labels,
  })
  onTestFinished(() => container.remove({ force: true }))
  await container.start()
  return async () => (await container.inspect()).State.Running
}
