/**
 * Settles as the work does, or rejects with the signal's reason as soon as it is aborted. The work itself then goes on,
 * unless `stopWork` ends it.
 */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  stopWork = () => {},
): Promise<T> {
  if (!signal) return work
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => {
      reject(signal.reason)
      stopWork()
    }
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
