import { NamespaceError } from '../errors/errors.ts'
import { sleep } from '../wait/sleep.ts'
import type { ChangeWatch } from './change-watch.ts'

/** How often the emptying is repeated while requests that nobody awaited still change something. */
const CLEAN_ATTEMPTS = 20

/** Between two attempts, in milliseconds. */
const CLEAN_PAUSE_MS = 50

/**
 * Cleans what a watch says may have changed, and in any case what is stale, until nothing changes it any more. Fails as
 * `clean` does, or with a NamespaceError where requests go on changing it.
 */
export async function cleanWhereChanged(
  changes: ChangeWatch | undefined,
  clean: () => Promise<void>,
  { isStale = false }: { readonly isStale?: boolean } = {},
): Promise<void> {
  // Whoever asks has the gate wait for what is under way.
  if (!changes || (!(await changes.any()) && !isStale)) return
  for (let attempt = 1; attempt <= CLEAN_ATTEMPTS; attempt += 1) {
    await clean()
    if (await changes.forget()) return
    await sleep(CLEAN_PAUSE_MS)
    await changes.any()
  }
  throw new NamespaceError([
    'Requests that a test did not await still change its namespace.',
    `After ${CLEAN_ATTEMPTS} attempts to empty it, one is still under way.`,
    'Await every request of a test, and close its transactions, before it ends.',
  ])
}
