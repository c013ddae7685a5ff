/** What the official OpenSearch client returns for a request. */
interface Request<Answer> extends Promise<Answer> {
  abort(): void
}

/** Gives a request of the official OpenSearch client up as soon as the signal is aborted, with the signal's reason. */
export async function abortable<Answer>(signal: AbortSignal, send: () => Request<Answer>): Promise<Answer> {
  signal.throwIfAborted()
  const request = send()
  // Without a value: `abort` returns the request, and Node throws the rejection of what an event listener returns.
  const abort = () => {
    request.abort()
  }
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await request
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
