import type { Command } from 'commander'
import type { KnownDaemon } from '../daemon/client/known-daemons.ts'
import { endDaemon, listKnownDaemons } from '../daemon/client/known-daemons.ts'
import { CleanupError } from '../errors/errors.ts'
import * as messages from './messages.ts'
import type { Surroundings } from './surroundings.ts'

/**
 * `down`: ends the daemons of this user and waits until they are gone. Without `--force` a daemon stays that a run is using, or
 * that does not answer, because a run may be using it.
 */
export function addDownCommand(program: Command, { print }: Surroundings): void {
  program
    .command('down')
    .description('end the engines that stay between runs')
    .option('--force', 'end those too that a run is using, or that do not answer')
    .action(async ({ force }: { force?: true }) => {
      const daemons = await listKnownDaemons()
      if (daemons.length === 0) print(messages.noDaemon())
      const isToEnd = ({ status }: KnownDaemon) => force || status?.runs.length === 0
      for (const daemon of daemons.filter((each) => !isToEnd(each))) print(whyItStays(daemon))
      await endAll(daemons.filter(isToEnd), print)
    })
}

const whyItStays = ({ record, status }: KnownDaemon): string =>
  messages.daemonStays(
    record.pid,
    status?.runs.map(({ root }) => root),
  )

/** Fails with a CleanupError that names every daemon that could not be ended. */
async function endAll(daemons: readonly KnownDaemon[], print: Surroundings['print']): Promise<void> {
  const ends = await Promise.allSettled(daemons.map(endDaemon))
  const failures = ends.flatMap((end, at) => {
    const pid = daemons[at]?.record.pid ?? 0
    if (end.status === 'rejected') return [{ step: `daemon of process ${pid}`, error: end.reason }]
    print(messages.daemonEnded(pid))
    return []
  })
  if (failures.length > 0) throw new CleanupError(failures)
}
