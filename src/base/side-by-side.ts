/**
 * Does several things at the same time. When one fails, the others are told to stop. This function fails with the first
 * error, but only after all have stopped, because nothing may still be starting when a cleanup begins.
 */
export async function sideBySide<Results extends readonly unknown[]>(
  signal: AbortSignal,
  work: { readonly [At in keyof Results]: (signal: AbortSignal) => Promise<Results[At]> },
): Promise<Results> {
  const failure = new AbortController()
  const either = AbortSignal.any([signal, failure.signal])
  const running = work.map((start) =>
    start(either).catch((error: unknown) => {
      failure.abort(error)
      throw error
    }),
  )
  await Promise.allSettled(running)
  either.throwIfAborted()
  return (await Promise.all(running)) as unknown as Results
}
