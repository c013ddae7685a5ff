/** What a test has set aside of answers, by names that it writes `$id` or `${id}`. */
export class Stash {
  readonly #values = new Map<string, unknown>()

  set(name: string, value: unknown): void {
    this.#values.set(name, value)
  }

  /** A value with everything in it that stands for something set aside replaced by that, names of members too. */
  resolve(value: unknown): unknown {
    if (typeof value === 'string') return this.#text(value)
    if (Array.isArray(value)) return value.map((item) => this.resolve(item))
    if (!isObject(value)) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [this.#text(name), this.resolve(member)]))
  }

  /** What a path, as `items.0.index`, finds in a value. `undefined` where there is nothing. */
  at(path: string, value: unknown): unknown {
    let found = value
    for (const segment of segmentsOf(path)) {
      const name = String(this.#text(segment))
      if (name === '_arbitrary_key_') return Object.keys(isObject(found) ? found : {})[0]
      if (Array.isArray(found)) found = found[Number(name)]
      else found = isObject(found) && Object.hasOwn(found, name) ? found[name] : undefined
    }
    return found
  }

  #text(text: string): unknown {
    if (text.startsWith('$') && !text.startsWith('${')) return this.#value(text.slice(1))
    return text.replace(/\$\{([^}]+)\}/g, (_, name: string) => String(this.#value(name)))
  }

  #value(path: string): unknown {
    const [name = '', ...rest] = segmentsOf(path)
    if (!this.#values.has(name)) throw new Error(`Nothing was set aside as ${name}.`)
    return this.at(rest.map((segment) => segment.replaceAll('.', '\\.')).join('.'), this.#values.get(name))
  }
}

/** The segments between the dots of a path; a dot that is escaped belongs to a name. */
const segmentsOf = (path: string): string[] =>
  path
    .split(/(?<!\\)\./)
    .filter(Boolean)
    .map((segment) => segment.replaceAll('\\.', '.'))

/** Whether it is an object of members, not a number as it is spelt. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('rawJSON' in value)
