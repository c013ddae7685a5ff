/**
 * Settles as the work does, or rejects with the signal's reason as soon as the signal is aborted. On an abort it calls
 * `stopWork`, by default the `abort()` of the work, which a request of the official OpenSearch client has. Work without
 * `abort()` goes on.
 */
export async function untilAborted<T>(
  work: Promise<T> & { abort?(): unknown },
  signal: AbortSignal | undefined,
  stopWork: () => unknown = () => work.abort?.(),
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
