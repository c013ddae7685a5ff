import { consoleReporter } from '../../src/report/console.ts'
import type { Reporter } from '../../src/report/events.ts'
import { FakeClock } from '../support/fake-clock.ts'

export const domain = 'OpenSearch domain vaf-a-1'
export const cluster = 'Neptune cluster vaf-a-1'

/** A console reporter on this terminal, or on none, and what it prints. */
export function reported(terminal: { columns: number } | false = false) {
  const lines: string[] = []
  const clock = new FakeClock()
  const report: Reporter = consoleReporter({ print: (line) => lines.push(line), color: false, clock, terminal })
  return { lines, clock, report }
}

/** What a terminal shows once these lines have been printed on it, as `reported` gives them. */
export function screenOf(lines: readonly string[]): string[] {
  const screen: string[] = []
  for (const line of lines) {
    const befores = line.split('\x1b[1A\x1b[2K')
    screen.splice(screen.length - (befores.length - 1))
    screen.push(befores.at(-1)!)
  }
  return screen
}
