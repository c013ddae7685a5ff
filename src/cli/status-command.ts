import type { Command } from 'commander'
import { counted } from '../base/counted.ts'
import type { KnownDaemon } from '../daemon/client/known-daemons.ts'
import { listKnownDaemons } from '../daemon/client/known-daemons.ts'
import type { DaemonPurpose } from '../daemon/daemon-purpose.ts'
import type { DaemonStatus } from '../daemon/protocol.ts'
import * as messages from './messages.ts'
import type { Surroundings } from './surroundings.ts'

/** `status`: the daemons of this user, what runs in them, and which runs use them. */
export function addStatusCommand(program: Command, { print }: Surroundings): void {
  program
    .command('status')
    .description('show the engines that run, who uses them, and when they end')
    .option('--json', 'print the answer as JSON')
    .action(async ({ json }: { json?: true }) => {
      const daemons = await listKnownDaemons()
      if (json) return print(JSON.stringify({ daemons }))
      if (daemons.length === 0) return print(messages.noDaemon())
      daemons.sort((a, b) => startOf(a) - startOf(b))
      for (const daemon of daemons) for (const line of linesFor(daemon, daemons[0])) print(line)
    })
}

function linesFor({ record, status: seen }: KnownDaemon, first: KnownDaemon | undefined): string[] {
  if (!seen) return [messages.silentDaemon(record.pid)]
  return [
    messages.daemonRuns(record.pid, seen.version, timeOf(seen.startedAt), endOf(seen)),
    ...whyNotShared(seen, first?.status),
    ...seen.engines.map(
      ({ service, version, state, pid, container, runs }) =>
        `  ${service} ${version} is ${state}${pid ? `, process ${pid}` : ''}${container ? `, container ${container.slice(0, 12)}` : ''}, used by ${counted(runs, 'run')}`,
    ),
    ...seen.runs.map(({ id, root, openedAt }) => `  run ${id} of ${root}, since ${timeOf(openedAt)}`),
  ]
}

/** The difference between this daemon and the first. Empty where both are for the same, for example because one of them hung. */
function whyNotShared({ purpose }: DaemonStatus, first: DaemonStatus | undefined): string[] {
  if (!purpose || !first?.purpose) return []
  const differing = differences(purpose, first.purpose)
  return differing.length > 0 ? [messages.notShared(first.pid, differing)] : []
}

function differences(here: DaemonPurpose, there: DaemonPurpose): string[] {
  return [...new Set([...Object.keys(here), ...Object.keys(there)])]
    .filter((name) => here[name] !== there[name])
    .map((name) => `${name} is ${here[name] ?? 'unset'}, not ${there[name] ?? 'unset'}`)
}

function endOf({ isReused, endsAt, runs }: DaemonStatus): string {
  if (runs.length === 0 && endsAt) return `ends at ${timeOf(endsAt)} unless it is used`
  return isReused ? 'stays for the next run' : 'ends with its run'
}

/** The order of daemons: the oldest first, those that do not answer last. */
const startOf = ({ status }: KnownDaemon) => (status ? Date.parse(status.startedAt) : Number.POSITIVE_INFINITY)
const timeOf = (iso: string) => new Date(iso).toLocaleTimeString('en-GB')
