import type { TestProject } from 'vitest/node'
import type { MappedValue } from './config/options.ts'
import type { ResolvedOptions } from './config/resolve.ts'
import type { Session } from './target/session.ts'

/**
 * Puts into the workers' environment what is the same for all of them; the rest is filled in by the worker's set-up.
 *
 * Through `project.config.env`, which reaches forks and threads before any user code and stays out of Vitest's own
 * process and of other projects.
 */
export function prepareWorkerVariables(project: TestProject, options: ResolvedOptions, session: Session): void {
  const fixed = fixedValues(session)
  const variables = Object.entries(options.variables).flatMap(([name, value]): [string, string][] => {
    const text = fixed[value]
    return text === undefined ? [] : [[name, text]]
  })
  project.config.env = {
    ...project.config.env,
    ...Object.fromEntries(variables),
    ...(options.exportCredentials && { AWS_REGION: options.region, AWS_DEFAULT_REGION: options.region }),
    // Read by Node when a fork starts; threads are given the authority by the worker's set-up.
    NODE_EXTRA_CA_CERTS: session.authorities,
  }
}

function fixedValues({ provided }: Session): Partial<Record<MappedValue, string>> {
  const { opensearch, neptune, region } = provided
  return {
    region,
    ...(opensearch && addressOf('opensearch', opensearch.endpoint.url)),
    ...(neptune && addressOf('neptune', neptune.endpoint.url)),
  }
}

function addressOf(service: 'opensearch' | 'neptune', url: string): Partial<Record<MappedValue, string>> {
  const { hostname, port } = new URL(url)
  return { [`${service}.url`]: url, [`${service}.host`]: hostname, [`${service}.port`]: port || '443' }
}
