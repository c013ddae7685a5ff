import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'

/** Where everything that a simulated account names is. */
const ADDRESS = '127.0.0.1'
/** The same length: a line changes, and no other moves. */
const WITHDRAWN = ADDRESS.replace('1', '#')

/**
 * A file that processes have mounted as their /etc/hosts: the system's names, and those shown. It is written in place,
 * for another file of its name would not be the one that is mounted. Whoever reads it meanwhile finds each name that was
 * there before and is there after: the file never becomes shorter, and no line of it moves.
 */
export class HostsFile {
  readonly file: string
  readonly #system: string
  /** Each name that was ever shown, in the order of its line, and whether it is shown now. */
  readonly #names = new Map<string, boolean>()

  constructor(file: string) {
    this.file = file
    this.#system = `${readFileSync('/etc/hosts', 'utf8')}\n`
    writeFileSync(file, this.#system)
  }

  /** Shows these names, and no others besides the system's. */
  show(names: readonly string[]): void {
    for (const name of this.#names.keys()) this.#names.set(name, false)
    for (const name of names) this.#names.set(name, true)
    const lines = [...this.#names].map(([name, isShown]) => `${isShown ? ADDRESS : WITHDRAWN} ${name}\n`)
    const descriptor = openSync(this.file, 'r+')
    try {
      writeSync(descriptor, this.#system + lines.join(''), 0)
    } finally {
      closeSync(descriptor)
    }
  }
}
