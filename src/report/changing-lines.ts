/** The terminal on which lines are written, or false where the output is none. */
export type Terminal = { readonly columns: number } | false

export interface ChangingLinesOptions {
  /** Prints one line. */
  readonly print: (line: string) => void
  /** The start of each line that changes. */
  readonly label: string
  readonly terminal: Terminal
}

/** Lines that stay. On a terminal, lines that change in place stand below them; in a log, each text is one more line that stays. */
export interface ChangingLines {
  /** Shows texts; on a terminal, each replaces the one that was shown for the same key. */
  show(...texts: readonly (readonly [key: string, text: string])[]): void
  /** Nothing more comes for `key`, and its text stays. */
  settle(key: string): void
  /** Nothing more comes for `key`, and its text goes with the next line that is printed. */
  drop(key: string): void
  /** Prints whole lines that stay. */
  print(lines: readonly string[]): void
}

/** Moves the cursor to the line above, and clears that line. */
const LINE_BEFORE = '\x1b[1A\x1b[2K'

/** The width of a terminal that does not know its own. */
const DEFAULT_COLUMNS = 80

/** The width of the label, in columns. */
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
