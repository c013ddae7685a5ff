import { consoleReporter } from '../../src/report/console.ts'
import type { Reporter } from '../../src/report/events.ts'
import { FakeClock } from '../support/fake-clock.ts'

export const domain = 'OpenSearch domain vaf-a-1'
export const cluster = 'Neptune cluster vaf-a-1'

/** A console reporter without colors, on a terminal or in a log, and what it prints. */
export function reported(terminal: { columns: number } | false = false) {
  const lines: string[] = []
  const clock = new FakeClock()
  const report: Reporter = consoleReporter({ print: (line) => lines.push(line), color: false, clock, terminal })
  return { lines, clock, report }
}

/** Messages as the console reporter prints them: a label before the first line, the others below it. */
export const printed = (...messages: readonly (string | readonly string[])[]): string[] =>
  messages.flatMap((message) => {
    const [first, ...rest] = [message].flat()
    return [` aws-fixtures  ${first}`, ...rest.map((line) => `   ${line}`)]
  })

/** What a terminal shows after these lines were printed on it. */
export function screenOf(lines: readonly string[]): string[] {
  const screen: string[] = []
  for (const line of lines) {
    const befores = line.split('\x1b[1A\x1b[2K')
    screen.splice(screen.length - (befores.length - 1))
    screen.push(befores.at(-1)!)
  }
  return screen
}
