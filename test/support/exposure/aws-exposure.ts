import { environmentOf, type RunProcess } from '../run-processes.ts'
import type { SimulatedAccount } from '../simulated-account.ts'
import { exposureOf, pathsUnder, renamed, unique } from './exposure.ts'

/** What a run on AWS shows to others, as the tables of SECURITY.md have it, each row its cells with ` | `. */
export interface AwsExposure {
  /** Process, address, what it asks for. */
  readonly ports: readonly string[]
  /** Mode and path, without what is random in it. */
  readonly paths: readonly string[]
  /** Resource, key of the tag, what is in its value. */
  readonly tags: readonly string[]
  /** The variables that its main process was started with. */
  readonly shell: Readonly<Record<string, string>>
}

/** What these processes of a run show, and what it has in the account; its main process is among them. */
export async function awsExposure(account: SimulatedAccount, processes: readonly RunProcess[]): Promise<AwsExposure> {
  const { ports, paths } = await exposureOf(processes)
  const state = account.env.XDG_STATE_HOME!
  return {
    ports,
    paths: unique([...paths, ...pathsUnder(state, renamed(state, '$XDG_STATE_HOME'))]),
    tags: tagRows(account),
    shell: environmentOf(processes.find(({ role }) => role === 'main')!.pid),
  }
}

/** What a test finds in its environment that the shell did not give it so, and what it does not find: added, taken away. */
export function changedVariables(
  shell: Readonly<Record<string, string>>,
  seen: Readonly<Record<string, string>>,
): string {
  const added = Object.keys(seen).filter((name) => seen[name] !== shell[name])
  const missing = Object.keys(shell).filter((name) => !(name in seen))
  return [added, missing].map((names) => names.sort().join(' ') || 'none').join(' | ')
}

function tagRows({ domains, clusters }: SimulatedAccount): string[] {
  const tagged = [
    ...domains.running.map((name) => ['OpenSearch domain', domains.domain(name)?.tags] as const),
    ...clusters.clusters.map(({ tags }) => ['Neptune cluster', tags] as const),
    ...clusters.instances.map(({ tags }) => ['Neptune instance', tags] as const),
  ]
  return unique(
    tagged.flatMap(([what, tags]) => [...(tags ?? [])].map(([key, value]) => `${what} | ${key} | ${partsOf(value)}`)),
  )
}

/** Of a value such as `run=vaf-3f9c2 expires=2026-11-25T08:00:00Z`. */
const partsOf = (value: string): string =>
  value
    .split(' ')
    .map((part) => part.replace(/=.*/, ''))
    .join(' ')
