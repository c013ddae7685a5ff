import { trainArchives } from '../../engines/class-archives/train-archives.ts'

/**
 * Makes class archives once nobody uses the daemon any more. It goes on, at low priority, where somebody does again: an
 * archive that is given up is begun anew, and one who runs tests all the time would never get one.
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
