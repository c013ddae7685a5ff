/** What code asks for: an HTTP request, a traversal or script, or a property of a fixture such as `indices.films`. */
export type Asked =
  | { readonly method: string; readonly path: string }
  | { readonly gremlin: unknown }
  | { readonly fixture: string }

/** How long a client may be used that was lent, for example to a test. */
export interface Lifetime {
  /**
   * Notes that a request is about to be sent. Returns a function to call once it is answered. Until then `cut` may be
   * called, which makes the request fail with this error. Throws when the lifetime is over; nothing may be sent then.
   */
  begin(asked: Asked, cut: (because: Error) => void): () => void
}

/** Sends a request within a lifetime; without one, there is no limit. `drop` aborts the request when the lifetime cuts it. */
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
