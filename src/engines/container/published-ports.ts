import type { ContainerRuntimeClient } from 'testcontainers'

type Inspected = Awaited<ReturnType<ContainerRuntimeClient['container']['inspect']>>

/**
 * Has this engine tell which ports are to be published as Docker does. Podman before 4.4 names those as well that an image
 * exposes and nobody publishes, and testcontainers would wait for them until it gives up.
 */
export function tellPublishedPorts({ container }: ContainerRuntimeClient): void {
  const inspect = container.inspect.bind(container)
  container.inspect = async (asked) => withoutUnpublished(await inspect(asked))
}

function withoutUnpublished(seen: Inspected): Inspected {
  // What is not there is `null`, which the types do not tell.
  const bindings = Object.entries((seen.HostConfig.PortBindings ?? {}) as Record<string, unknown>)
  const PortBindings = Object.fromEntries(bindings.filter(([, to]) => to !== null))
  return { ...seen, HostConfig: { ...seen.HostConfig, PortBindings } }
}
