/** How a Gremlin server, and Neptune, name a write that met another one. */
const CONFLICTS = [/\.TransactionException$/, /ConcurrentModificationException$/]

/**
 * Whether a request failed since another one was changing the same elements; nothing of it took effect. Told by the
 * names of the exceptions that the server reports.
 */
export function isConflict(error: unknown): boolean {
  const { statusAttributes } = error as { statusAttributes?: unknown }
  const names: unknown = statusAttributes instanceof Map ? statusAttributes.get('exceptions') : undefined
  return Array.isArray(names) && names.some((name) => CONFLICTS.some((pattern) => pattern.test(String(name))))
}
