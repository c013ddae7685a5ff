/** What is asked for: a request by HTTP, a traversal or a script, or what a fixture has: `indices.films`. */
export type Asked =
  | { readonly method: string; readonly path: string }
  | { readonly gremlin: unknown }
  | { readonly fixture: string }

/** For how long clients may be used that are handed out for a while, such as to a test. */
export interface Lifetime {
  /**
   * Something is about to be asked. Returns what is to be called once it is answered. Until then `cut` may be called, which
   * has it fail with this error. Fails itself where the time is over, and nothing is to be sent.
   */
  begin(asked: Asked, cut: (because: Error) => void): () => void
}

/** Asks within a lifetime, without one as long as it takes. `drop` gives up what is under way where it is cut. */
export function within<Answer>(
  lifetime: Lifetime | undefined,
  asked: Asked,
  { send, drop }: { readonly send: () => Promise<Answer>; readonly drop: () => void },
): Promise<Answer> {
  if (!lifetime) return send()
  return new Promise((resolve, reject) => {
    const end = lifetime.begin(asked, (because) => {
      reject(because)
      drop()
    })
    send().then(resolve, reject).finally(end)
  })
}
