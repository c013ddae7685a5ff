/** What an engine gets of its pool. */
export interface EngineSurroundings {
  readonly id: string
  /** A folder of the daemon's, where the engine gets one of its own. */
  readonly directory: string
  /** A folder in memory where it gets another one for its data; `undefined` where there is none. */
  readonly dataFolder: () => Promise<string | undefined>
  /** Aborted when the daemon ends. */
  readonly ending: AbortSignal
  /** Called when it has been removed. */
  readonly onRemoved: () => void
}
