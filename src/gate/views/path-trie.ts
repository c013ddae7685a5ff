/** Where a search lets a part stand for a segment: nowhere, at the start, at the end, or anywhere. */
type Mode = 'explicit' | 'root' | 'leaf' | 'all'

/** The order of the four searches. */
const modes: readonly Mode[] = ['explicit', 'root', 'leaf', 'all']

/** Stands for a part among the children of a node; a segment `*` of a request finds it too. */
const PART = '*'

interface Node<Value> {
  readonly children: Map<string, Node<Value>>
  value?: Value
}

/**
 * Values by paths. A path is what stands between its slashes. They are found as by OpenSearch's own `PathTrie`: in four
 * searches, each of which lets a part stand in more places. So `/{index}/_search` wins over `/_alias/{name}` for
 * `/_alias/_search`.
 */
export class PathTrie<Value> {
  readonly #root: Node<Value> = { children: new Map() }

  /** Sets the value of a path, made of the one it has; parts have the form `{index}`. */
  set(path: readonly string[], make: (now: Value | undefined) => Value): void {
    let node = this.#root
    for (const segment of path) {
      const key = segment.startsWith('{') ? PART : segment
      const child: Node<Value> = node.children.get(key) ?? { children: new Map() }
      node.children.set(key, child)
      node = child
    }
    node.value = make(node.value)
  }

  /** What the four searches find for a path, in their order. */
  *find(path: readonly string[]): Generator<Value> {
    for (const mode of modes) {
      const value = path.length === 0 ? this.#root.value : this.#search(this.#root, path, 0, mode)
      if (value !== undefined) yield value
    }
  }

  #search(parent: Node<Value>, path: readonly string[], at: number, mode: Mode): Value | undefined {
    if (at >= path.length) return undefined
    const segment = path[at]!
    const part = parent.children.get(PART)
    const named = parent.children.get(segment)
    const takesPart = named ? isPassedOver(named, part, path, at, mode) : partMayStand(path, at, mode)
    const node = takesPart ? part : named
    if (!node) return undefined
    if (at === path.length - 1) return node.value
    const value = this.#search(node, path, at + 1, mode)
    if (value !== undefined || takesPart || segment === PART || mode === 'explicit' || !part) return value
    return this.#search(part, path, at + 1, mode)
  }
}

/** Whether a part may stand where no child has the name of the segment. */
function partMayStand(path: readonly string[], at: number, mode: Mode): boolean {
  return mode === 'all' || (mode === 'root' && at === 0) || (mode === 'leaf' && at === path.length - 1)
}

/** Whether a child that has the segment's name, but no value, gives way to the part beside it. */
function isPassedOver<Value>(
  named: Node<Value>,
  part: Node<Value> | undefined,
  path: readonly string[],
  at: number,
  mode: Mode,
): boolean {
  if (named.value !== undefined || !part) return false
  const isLast = at === path.length - 1
  return (isLast && (mode === 'leaf' || mode === 'all')) || (at === 0 && mode === 'root')
}
