import type { Command } from 'commander'
import { CleanupError } from '../errors.ts'
import type { KnownHost } from '../host/known-hosts.ts'
import { endHost, listKnownHosts } from '../host/known-hosts.ts'
import type { Surroundings } from './surroundings.ts'

/** `down`: ends the stand-in hosts of this user and sees them gone. One that a run is using stays, unless forced. */
export function addDownCommand(program: Command, { print }: Surroundings): void {
  program
    .command('down')
    .description('end the engines that stay between runs')
    .option('--force', 'end those too that a run is using')
    .action(async ({ force }: { force?: true }) => {
      const hosts = await listKnownHosts()
      if (hosts.length === 0) print('No stand-in host runs.')
      const used = force ? [] : hosts.filter(({ status }) => status && status.sessions.length > 0)
      for (const { record, status } of used) {
        const roots = status?.sessions.map(({ root }) => root).join(', ')
        print(`The stand-in host of process ${record.pid} is used by a run in ${roots}; --force ends it all the same.`)
      }
      await endAll(
        hosts.filter((host) => !used.includes(host)),
        print,
      )
    })
}

/** Fails with a CleanupError that names every host that could not be ended. */
async function endAll(hosts: readonly KnownHost[], print: Surroundings['print']): Promise<void> {
  const ends = await Promise.allSettled(hosts.map(endHost))
  const failures = ends.flatMap((end, at) => {
    const what = `stand-in host of process ${hosts[at]?.record.pid}`
    if (end.status === 'rejected') return [{ step: what, error: end.reason }]
    print(`Ended the ${what}.`)
    return []
  })
  if (failures.length > 0) throw new CleanupError(failures)
}
