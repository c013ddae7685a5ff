/** Entry of a process that makes the class archives of a cache, and ends. The cache's folder comes as the only argument. */
import { systemClock } from '../wait/clock.ts'
import { trainArchives } from './train-archives.ts'

/** Two archives on a busy machine, in milliseconds. */
const TIMEOUT_MS = 4 * 60_000

const stop = new AbortController()
systemClock.after(TIMEOUT_MS, () => stop.abort(new Error(`It took longer than ${TIMEOUT_MS} ms.`)), { isIdle: true })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort(new Error(signal)))
try {
  for (const archive of await trainArchives(process.argv[2] ?? '', stop.signal)) console.log(JSON.stringify(archive))
} catch (error) {
  console.log(String(error))
}
