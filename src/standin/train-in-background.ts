import { fork } from 'node:child_process'
import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/** The entry's file beside this one: TypeScript in the repository, JavaScript in the package. */
const entry = fileURLToPath(new URL(`./train-main${import.meta.url.slice(-3)}`, import.meta.url))

/**
 * Makes the class archives in a process of its own that nobody waits for, and that outlives this one by four minutes at
 * most: for a run that ends, and with it its host. It uses nothing of the session, opens no port, and leaves nothing but
 * the archives; what it did is in the log. Fails where the log cannot be written. Where a host stays, `trainArchives`
 * is better.
 */
export async function trainInBackground(cacheDirectory: string, logFile: string): Promise<void> {
  const log = await open(logFile, 'a', 0o600)
  try {
    const child = fork(entry, [cacheDirectory], {
      cwd: cacheDirectory,
      detached: true,
      execArgv: [],
      env: { ...process.env, NODE_OPTIONS: '' },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
    })
    // A process that cannot be started makes no archive, and that is all.
    child.once('error', () => {})
    if (child.connected) child.disconnect()
    child.unref()
  } finally {
    await log.close()
  }
}
