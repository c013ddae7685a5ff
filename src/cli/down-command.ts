import type { Command } from 'commander'
import type { KnownHost } from '../daemon/client/known-daemons.ts'
import { endHost, listKnownHosts } from '../daemon/client/known-daemons.ts'
import { CleanupError } from '../errors/errors.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * `down`: ends the stand-in hosts of this user and sees them gone. One that a run is using stays, unless forced; so does one
 * that does not answer, of which that is not known.
 */
export function addDownCommand(program: Command, { print }: Surroundings): void {
  program
    .command('down')
    .description('end the engines that stay between runs')
    .option('--force', 'end those too that a run is using, or that do not answer')
    .action(async ({ force }: { force?: true }) => {
      const hosts = await listKnownHosts()
      if (hosts.length === 0) print('No stand-in host runs.')
      const isToEnd = ({ status }: KnownHost) => force || status?.sessions.length === 0
      for (const host of hosts.filter((each) => !isToEnd(each))) print(whyItStays(host))
      await endAll(hosts.filter(isToEnd), print)
    })
}

function whyItStays({ record, status }: KnownHost): string {
  const roots = status?.sessions.map(({ root }) => root).join(', ')
  const why = roots === undefined ? 'does not answer, and a run may be using it' : `is used by a run in ${roots}`
  return `The stand-in host of process ${record.pid} ${why}; --force ends it all the same.`
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
