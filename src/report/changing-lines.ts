/** The terminal lines are written on, where there is one. */
export type Terminal = { readonly columns: number } | false

export interface ChangingLinesOptions {
  /** Prints one line. */
  readonly print: (line: string) => void
  /** What each line that changes starts with. */
  readonly label: string
  readonly terminal: Terminal
}

/** Lines that stay, and below them, on a terminal, lines that change in place. In a log each line stays. */
export interface ChangingLines {
  /** Shows texts, each in the place of the one shown for the same key before. */
  show(...texts: readonly (readonly [key: string, text: string])[]): void
  /** Nothing more comes for `key`: what it shows stays. */
  settle(key: string): void
  /** Nothing more comes for `key`: what it shows goes when the next line comes. */
  drop(key: string): void
  /** Prints whole lines that stay. */
  print(lines: readonly string[]): void
}

/** Goes to the line before, and clears it. */
const LINE_BEFORE = '\x1b[1A\x1b[2K'

/** A terminal may not know how wide it is. */
const DEFAULT_COLUMNS = 80

/** Room that the label takes, in columns. */
const LABEL_COLUMNS = 16

export function changingLines({ print, label, terminal }: ChangingLinesOptions): ChangingLines {
  if (!terminal) {
    return {
      show(...texts) {
        for (const [, text] of texts) print(`${label} ${text}`)
      },
      settle() {},
      drop() {},
      print: (lines) => lines.forEach(print),
    }
  }
  const texts = new Map<string, string>()
  let onScreen = 0

  const draw = (above: readonly string[]) => {
    const changing = [...texts.values()].map((text) => {
      // A line that wraps could not be replaced whole.
      return `${label} ${text.slice(0, (terminal.columns || DEFAULT_COLUMNS) - LABEL_COLUMNS)}`
    })
    const [first, ...rest] = [...above, ...changing]
    if (first === undefined) return
    print(`${LINE_BEFORE.repeat(onScreen)}${first}`)
    rest.forEach(print)
    onScreen = changing.length
  }

  return {
    show(...changed) {
      for (const [key, text] of changed) texts.set(key, text)
      draw([])
    },
    settle(key) {
      const text = texts.get(key)
      if (text === undefined) return
      texts.delete(key)
      if (texts.size === 0 && onScreen === 1) onScreen = 0
      else draw([`${label} ${text}`])
    },
    drop: (key) => void texts.delete(key),
    print: draw,
  }
}
