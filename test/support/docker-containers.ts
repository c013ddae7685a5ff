import type Dockerode from 'dockerode'
import { getContainerRuntimeClient } from 'testcontainers'
import { onTestFinished } from 'vitest'
import { OUR_LABEL } from '../../src/container/container-labels.ts'
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
