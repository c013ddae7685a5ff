import type { Command } from 'commander'
import type { KnownHost } from '../daemon/client/known-daemons.ts'
import { listKnownHosts } from '../daemon/client/known-daemons.ts'
import type { HostPurpose } from '../daemon/daemon-purpose.ts'
import type { HostStatus } from '../daemon/protocol.ts'
import type { Surroundings } from './surroundings.ts'

/** `status`: the stand-in hosts of this user, what runs in them, and who uses it. */
export function addStatusCommand(program: Command, { print }: Surroundings): void {
  program
    .command('status')
    .description('show the engines that run, who uses them, and when they end')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: true }) => {
      const hosts = await listKnownHosts()
      if (json) return print(JSON.stringify({ hosts }))
      if (hosts.length === 0) return print('No stand-in host runs.')
      hosts.sort((a, b) => startOf(a) - startOf(b))
      for (const host of hosts) for (const line of linesFor(host, hosts[0])) print(line)
    })
}

function linesFor({ record, status: seen }: KnownHost, first: KnownHost | undefined): string[] {
  if (!seen) return [`Stand-in host of process ${record.pid}: it does not answer; 'down --force' ends it.`]
  return [
    `Stand-in host of process ${record.pid}, version ${seen.version}, since ${timeOf(seen.startedAt)}, ${endOf(seen)}`,
    ...whyNotShared(seen, first?.status),
    ...seen.engines.map(
      ({ service, version, state, pid, container, sessions }) =>
        `  ${service} ${version} is ${state}${pid ? `, process ${pid}` : ''}${container ? `, container ${container.slice(0, 12)}` : ''}, used by ${count(sessions)}`,
    ),
    ...seen.sessions.map(({ id, root, openedAt }) => `  session ${id} of ${root}, since ${timeOf(openedAt)}`),
  ]
}

/** What makes it another host than the first; nothing where they are for the same, as where one of them hung. */
function whyNotShared({ purpose }: HostStatus, first: HostStatus | undefined): string[] {
  if (!purpose || !first?.purpose) return []
  const differing = differences(purpose, first.purpose)
  return differing.length > 0 ? [`  not shared with process ${first.pid}: ${differing.join('; ')}`] : []
}

function differences(here: HostPurpose, there: HostPurpose): string[] {
  return [...new Set([...Object.keys(here), ...Object.keys(there)])]
    .filter((name) => here[name] !== there[name])
    .map((name) => `${name} is ${here[name] ?? 'unset'}, not ${there[name] ?? 'unset'}`)
}

function endOf({ isReused, endsAt, sessions }: HostStatus): string {
  if (sessions.length === 0 && endsAt) return `ends at ${timeOf(endsAt)} unless it is used`
  return isReused ? 'stays for the next run' : 'ends with its run'
}

const count = (sessions: number) => (sessions === 1 ? '1 session' : `${sessions} sessions`)
/** The oldest first; those that do not answer last. */
const startOf = ({ status }: KnownHost) => (status ? Date.parse(status.startedAt) : Number.POSITIVE_INFINITY)
const timeOf = (iso: string) => new Date(iso).toLocaleTimeString('en-GB')
