import type { Reporter, TestModule } from 'vitest/node'

/** When the tests of one file ran, in milliseconds of a clock that all files have in common. */
export interface Span {
  readonly project: string
  readonly begun: number
  readonly ended: number
}

/**
 * The minutes that each project took, as a table in Markdown: from the start of its first file to the end of its last, and
 * those of its files one by one, which is more where they run side by side. A file starts with its first test: what it
 * imports, and what its set-up files wait for, come before. In the order in which the projects began.
 */
export function minutesTable(spans: readonly Span[]): string {
  const projects = [...new Set(spans.map(({ project }) => project))]
  const rows = projects.map((project) => {
    const files = spans.filter((span) => span.project === project)
    const begun = Math.min(...files.map((file) => file.begun))
    const ended = Math.max(...files.map((file) => file.ended))
    const sum = files.reduce((ms, file) => ms + file.ended - file.begun, 0)
    return { begun, row: `| \`${project}\` | ${files.length} | ${minutes(ended - begun)} | ${minutes(sum)} |` }
  })
  const sorted = rows.sort((one, other) => one.begun - other.begun).map(({ row }) => row)
  return ['| project | files | minutes | minutes of all files |', '|---|---|---|---|', ...sorted].join('\n')
}

const minutes = (ms: number): string => (ms / 60_000).toFixed(1)

/** Prints, after a run of several projects, what each took. */
export default class MinutesReporter implements Reporter {
  readonly #begun = new Map<string, number>()
  readonly #spans: Span[] = []

  onTestModuleStart({ id }: TestModule): void {
    this.#begun.set(id, performance.now())
  }

  onTestModuleEnd({ id, project }: TestModule): void {
    const begun = this.#begun.get(id)
    if (begun !== undefined) this.#spans.push({ project: project.name, begun, ended: performance.now() })
  }

  onTestRunEnd(): void {
    if (new Set(this.#spans.map(({ project }) => project)).size > 1) console.log(`\n${minutesTable(this.#spans)}\n`)
  }
}
