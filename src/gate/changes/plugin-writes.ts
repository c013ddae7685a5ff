/** A request to the API of a plugin that can have made something, once it was answered. */
export interface PluginWrite {
  /** Its escapes resolved: `/_plugins/_security/api/roles/reader`. */
  readonly path: string
  readonly status: number
  /** The words of the answer: the id of what was made is one of them. */
  readonly words: readonly string[]
  /** Whether what it has made was removed since, and looked for: what bears such a name now is another's. */
  readonly isOver?: boolean
}

type Remembered = { -readonly [Key in keyof PluginWrite]: PluginWrite[Key] }

/** How many are remembered of a worker until its namespace was seen to be as it should, and of the run. */
const REMEMBERED = 1_000

/** How many words of an answer are remembered, and how long each may be, in characters. */
const WORDS = 50
const WORD = /[\w.:@/+=~-]{1,256}/g

/**
 * Where plugins keep objects of their own, which neither the cluster's metadata nor an index of the user shows. The query
 * languages SQL and PPL keep none.
 */
const OF_PLUGINS = /^\/_(?:(?:plugins|opendistro)\/(?!_sql\b|_ppl\b)|wlm\/|rules\/|ltr\/)/

/** What changes nothing, though it may be sent as POST; its answer may name what others have made. */
const READS = /\/_(?:search|explain|preview|validate|stats)(?:$|\/)/

/** Remembers what workers have made by the APIs of plugins, which choose many of the names themselves. */
export class PluginWrites {
  readonly #ofWorkers = new Map<number, Remembered[]>()
  /** Those of workers that a worker was told of, which looks for what they have made. */
  readonly #told = new WeakSet<PluginWrite>()
  readonly #all: PluginWrite[] = []

  /** Called with the path of a request that can change something: who has to be told of its answer, if anybody. */
  begin(worker: number, path: string): ((status: number, text: string) => void) | undefined {
    if (!OF_PLUGINS.test(path) || READS.test(path)) return undefined
    return (status, text) => {
      if (status < 200 || status > 299) return
      const write: PluginWrite = { path, status, words: (text.match(WORD) ?? []).slice(0, WORDS) }
      for (const list of [this.#of(worker), this.#all]) {
        list.push(write)
        // What the oldest have made is found at the end of the run.
        if (list.length > REMEMBERED) list.shift()
      }
    }
  }

  /** Tells a worker of those since it was seen to be as it should. */
  tell(worker: number): readonly PluginWrite[] {
    const writes = this.#of(worker)
    for (const write of writes) this.#told.add(write)
    return [...writes]
  }

  /** Those of the run. */
  get all(): readonly PluginWrite[] {
    return this.#all
  }

  /** A worker has removed what those have made that it was told of. Returns whether there are more. */
  forget(worker: number): boolean {
    const writes = this.#of(worker)
    const more = writes.filter((write) => !this.#told.has(write))
    for (const write of writes) write.isOver = this.#told.has(write)
    this.#ofWorkers.set(worker, more)
    return more.length > 0
  }

  #of(worker: number): Remembered[] {
    const writes = this.#ofWorkers.get(worker) ?? []
    this.#ofWorkers.set(worker, writes)
    return writes
  }
}
