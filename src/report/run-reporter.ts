import { messageOf } from '../errors/errors.ts'
import type { ConsoleReporterOptions } from './console.ts'
import { consoleReporter } from './console.ts'
import type { Reporter, RunEvent } from './events.ts'
import { githubReporter } from './github.ts'

export interface RunReporterOptions extends ConsoleReporterOptions {
  /** Where this runs; default the variables of this process. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  /** Whether only what went wrong is printed, as with Vitest's `--silent`; default false. The job's summary is no print. */
  readonly isSilent?: boolean
}

/** What is shown in any case. */
const wrong: readonly RunEvent['type'][] = [
  'warning',
  'engines-stopped',
  'interrupted',
  'abandoned',
  'cleanup-unproved',
]

/**
 * Shows a run's events where this runs: on the terminal or in the log, and to GitHub Actions when there. Never throws
 * into the run: a reporter that fails is told of, and asked no more.
 */
export function runReporter({ variables = process.env, isSilent = false, ...options }: RunReporterOptions): Reporter {
  const print = withoutFailing(options.print)
  const all = consoleReporter({ ...options, print })
  const shown: Reporter = isSilent ? (event) => wrong.includes(event.type) && all(event) : all
  if (variables.GITHUB_ACTIONS !== 'true') return allOf([shown], print)
  // First: a group begins before its first line, and ends before the line after its last.
  const summaryFile = variables.GITHUB_STEP_SUMMARY
  return allOf([githubReporter({ print, summaryFile, hasGroups: !isSilent }), shown], print)
}

function allOf(reporters: readonly Reporter[], print: (line: string) => void): Reporter {
  const broken = new Set<Reporter>()
  return (event) => {
    for (const report of reporters) {
      if (broken.has(report)) continue
      try {
        report(event)
      } catch (error) {
        broken.add(report)
        print(`aws-fixtures: a report is given up, the run goes on: ${messageOf(error)}`)
      }
    }
  }
}

/** Lines are also printed from timers, where nobody could catch. */
function withoutFailing(print: (line: string) => void): (line: string) => void {
  return (line) => {
    try {
      print(line)
    } catch {
      // Nothing can be printed, so nobody can be told.
    }
  }
}
