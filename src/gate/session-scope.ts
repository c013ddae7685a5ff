/**
 * A Gremlin session's id as the engine is told it. Runs and workers choose ids by themselves, and share an engine: the same
 * id in two graphs is two sessions.
 */
export const scopedSession = (source: string, session: string): string => `${source}/${session}`
