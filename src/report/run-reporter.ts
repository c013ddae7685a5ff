import { messageOf } from '../errors/errors.ts'
import type { ConsoleReporterOptions } from './console.ts'
import { consoleReporter } from './console.ts'
import type { Reporter, RunEvent } from './events.ts'
import { githubReporter } from './github.ts'
import * as messages from './messages.ts'

export interface RunReporterOptions extends ConsoleReporterOptions {
  /** The environment variables; default those of this process. */
  readonly variables?: Readonly<Record<string, string | undefined>>
  /** Whether only what went wrong is printed, as with Vitest's `--silent`; default false. The job's summary is written anyway. */
  readonly isSilent?: boolean
}

/** Events that are shown even where the run is silent. */
const wrong: readonly RunEvent['type'][] = [
  'warning',
  'engines-stopped',
  'interrupted',
  'abandoned',
  'cleanup-unproved',
]

/**
 * Shows a run's events on the terminal or in the log, and in GitHub Actions as annotations and in the job's summary as well.
 * Never throws into the run: a reporter that fails is switched off, and a line says so.
 */
export function runReporter({ variables = process.env, isSilent = false, ...options }: RunReporterOptions): Reporter {
  const print = withoutFailing(options.print)
  const all = consoleReporter({ ...options, print })
  const shown: Reporter = isSilent ? (event) => wrong.includes(event.type) && all(event) : all
  if (variables.GITHUB_ACTIONS !== 'true') return allOf([shown], print)
  // GitHub's comes first, so that a group begins before its first line and ends before the line after it.
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
        print(messages.reporterFailed(messageOf(error)))
      }
    }
  }
}

/** A print that never throws: lines are also printed from timers, where nobody could catch. */
function withoutFailing(print: (line: string) => void): (line: string) => void {
  return (line) => {
    try {
      print(line)
    } catch {
      // The output is closed: nowhere is left to report that.
    }
  }
}
