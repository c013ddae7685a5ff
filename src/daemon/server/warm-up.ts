import { newRunId } from '../../base/run-id.ts'
import type { StandInOptions } from '../../config/resolve.ts'
import type { StandInService } from '../../config/resolved-options.ts'
import { trainArchives } from '../../engines/class-archives/train-archives.ts'
import type { OpenRun } from '../protocol.ts'
import type { DaemonRun } from './daemon-run.ts'

/** How often what a test does is done: by then the engines have compiled most of their code for it. */
const ROUNDS = 12

/** How many workers a warm-up has. */
const WORKERS = 1

/**
 * Uses engines that have just been started as a test would, while nobody else does, so that the next run meets engines
 * whose code has been compiled. It does so in a run like any other, which removes what it makes and proves that, and
 * it stops before another run is opened.
 */
export class WarmUp {
  readonly #newRun: (request: OpenRun) => DaemonRun
  #stopping = new AbortController()
  #running: Promise<boolean> | undefined

  /** `newRun` makes a run that has not been opened yet. */
  constructor(newRun: (request: OpenRun) => DaemonRun) {
    this.#newRun = newRun
  }

  /** With the services of a run that has ended. Resolves to whether it came to its end; never fails. */
  start(options: StandInOptions): Promise<boolean> {
    this.#stopping = new AbortController()
    const { signal } = this.#stopping
    this.#running = this.#warmUp(withoutContents(options), signal).then(
      () => !signal.aborted,
      (error: unknown) => {
        if (!signal.aborted) console.log('the engines were not warmed up:', String(error))
        return false
      },
    )
    return this.#running
  }

  /** Resolves when everything it has made is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error('A run needs the engines.'))
    await this.#running
  }

  async #warmUp(options: StandInOptions, signal: AbortSignal): Promise<void> {
    const run = this.#newRun({ id: newRunId(), options, workers: WORKERS })
    try {
      const { provided } = await run.open()
      const { warmUpRound } = await import('./warm-up-round.ts')
      for (let round = 1; round <= ROUNDS && !signal.aborted; round += 1)
        await warmUpRound(provided, options.root, signal)
    } finally {
      const { failures } = await run.close()
      for (const failure of failures) console.log('warm-up:', JSON.stringify(failure))
    }
  }
}

/** The same engines, with ports of their own and without a dataset. */
function withoutContents(options: StandInOptions): StandInOptions {
  const { extraAuthorities: _, ...rest } = options
  const changed = { ...rest, isolation: 'exclusive', indices: 'prefix', variables: {} } as const
  if (changed.target === 'containers') return { ...changed, ...emptyServices(changed) }
  return { ...changed, ...emptyServices(changed) }
}

function emptyServices<OpenSearch extends StandInService, Neptune extends StandInService>(services: {
  readonly opensearch?: OpenSearch
  readonly neptune?: Neptune
}) {
  const { opensearch, neptune } = services
  return { ...(opensearch && { opensearch: empty(opensearch) }), ...(neptune && { neptune: empty(neptune) }) }
}

function empty<Service extends StandInService>({ dataset: _, ...service }: Service) {
  return { ...service, port: 0 }
}

/**
 * Makes class archives once nobody uses the daemon any more. It goes on, at low priority, where somebody does again: an
 * archive that was given up is made from the beginning, and a user who runs tests all the time would never get one.
 */
export class ArchiveTraining {
  #running: AbortController | undefined

  /** Does nothing where it is at work, or nothing is to be made. What it did is in the daemon's log. */
  start(cacheDirectory: string): void {
    if (this.#running) return
    const running = new AbortController()
    this.#running = running
    trainArchives(cacheDirectory, running.signal)
      .then((archives) => {
        for (const archive of archives) console.log('class archive', JSON.stringify(archive))
      })
      // An archive that cannot be made costs later starts their time, and nothing else.
      .catch((error: unknown) => console.log('class archives were not made:', String(error)))
      .finally(() => {
        if (this.#running === running) this.#running = undefined
      })
  }

  stop(): void {
    this.#running?.abort(new Error('The daemon ends.'))
    this.#running = undefined
  }
}
