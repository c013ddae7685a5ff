import { CleanupError } from '../errors.ts'
import type { KnownHost } from '../host/known-hosts.ts'
import { endHost, listKnownHosts } from '../host/known-hosts.ts'

/**
 * `down`: ends the stand-in hosts of this user and sees them gone. One that a run is using stays, unless `force` is
 * given. Fails with a CleanupError that names every host that could not be ended.
 */
export async function down(print: (line: string) => void, { force = false }: { force?: boolean }): Promise<void> {
  const hosts = await listKnownHosts()
  if (hosts.length === 0) return print('No stand-in host runs.')
  const inUse = force ? [] : hosts.filter(isUsed)
  for (const { record, status } of inUse) {
    const roots = status?.sessions.map(({ root }) => root).join(', ')
    print(
      `The stand-in host of process ${record.pid} is used by a run in ${roots}: it stays; --force ends it all the same.`,
    )
  }
  const ending = hosts.filter((host) => !inUse.includes(host))
  const ends = await Promise.allSettled(ending.map(endHost))
  const failures = ends.flatMap((end, at) => {
    const what = `stand-in host of process ${ending[at]?.record.pid}`
    if (end.status === 'rejected') return [{ step: what, error: end.reason }]
    print(`Ended the ${what}.`)
    return []
  })
  if (failures.length > 0) throw new CleanupError(failures)
}

const isUsed = ({ status }: KnownHost): boolean => (status?.sessions.length ?? 0) > 0
