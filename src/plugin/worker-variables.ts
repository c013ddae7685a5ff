import type { TestProject } from 'vitest/node'
import { type Service, services } from '../base/endpoint.ts'
import type { MappedValue } from '../config/options.ts'
import type { ResolvedOptions } from '../config/resolve.ts'
import { nameOfIndex, type ReadyRun } from '../contracts/provided-run.ts'
import { EMPTY_INDEX } from '../dataset/dataset.ts'
import { ConfigError } from '../errors/errors.ts'
import type { Run } from '../run/run.ts'
import * as messages from './messages.ts'

type Values = Partial<Record<MappedValue, string>>

/**
 * Sets the variables of the workers' environment that are the same for all workers. The worker's set-up sets the others.
 *
 * They are set by `project.config.env`, which reaches forks and threads before any user code, and stays out of Vitest's own
 * process and of other projects.
 */
export function prepareWorkerVariables(project: TestProject, options: ResolvedOptions, run: Run): void {
  const { provided } = run
  extend(project, {
    ...mapped(options, {
      region: provided.region,
      ...addresses((service) => provided[service]?.endpoint.url),
      ...indexValue(options, provided),
    }),
    ...(options.exportCredentials && { AWS_REGION: options.region, AWS_DEFAULT_REGION: options.region }),
    // Node reads it when a fork starts. Threads get the authority from the worker's set-up.
    ...(run.authorities && { NODE_EXTRA_CA_CERTS: run.authorities }),
  })
}

/** An address where nobody listens: the port of the discard service, which has been out of use for decades. */
const NOWHERE = 'https://127.0.0.1:9'

/**
 * The mapped variables where tests are only listed, which loads test files and runs nothing: code that reads its environment
 * while it is loaded must find all variables, although no service is behind them.
 */
export function prepareListVariables(project: TestProject, options: ResolvedOptions): void {
  extend(
    project,
    mapped(options, {
      region: options.region,
      ...addresses(() => NOWHERE),
      'opensearch.indexPrefix': options.indices === 'views' ? '' : 'vaf-',
      'opensearch.index': options.opensearch?.index ?? EMPTY_INDEX,
    }),
  )
}

function extend({ config }: TestProject, variables: Record<string, string>): void {
  config.env = { ...config.env, ...variables }
}

function mapped({ variables }: ResolvedOptions, values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]): [string, string][] => {
      const text = values[value]
      return text === undefined ? [] : [[name, text]]
    }),
  )
}

/** The name of the index that the fixture `index` gives. Fails with a ConfigError where it is wanted, and not known. */
function indexValue({ variables }: ResolvedOptions, { opensearch }: ReadyRun): Values {
  if (!opensearch || !Object.values(variables).includes('opensearch.index')) return {}
  const name = nameOfIndex(opensearch)
  if (name === undefined) throw new ConfigError(messages.severalIndices(Object.keys(opensearch.sources)))
  return { 'opensearch.index': name }
}

/** The addresses of the services that have one. */
function addresses(urlOf: (service: Service) => string | undefined): Values {
  const values: Values = {}
  for (const service of services) {
    const url = urlOf(service)
    if (url === undefined) continue
    const { hostname, port } = new URL(url)
    Object.assign(values, {
      [`${service}.url`]: url,
      [`${service}.host`]: hostname,
      [`${service}.port`]: port || '443',
    })
  }
  return values
}
