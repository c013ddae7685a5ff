import { trainArchives } from '../standin/train-archives.ts'

/** Makes class archives while nobody uses the host, and lets go of the machine as soon as somebody does. */
export class ArchiveTraining {
  #running: AbortController | undefined

  /** Goes on where it was stopped; does nothing where nothing is to be made. What it did is in the host's log. */
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
    this.#running?.abort(new Error('The host is used again, or ends.'))
    this.#running = undefined
  }
}
