import { appendFileSync } from 'node:fs'
import type { Reporter, RunEvent } from './events.ts'
import { annotation, groupEnd, groupStart } from './github-commands.ts'
import { jobSummary } from './job-summary.ts'
import { runRecord } from './run-record.ts'

export interface GithubReporterOptions {
  /** Prints one line, on standard output or standard error: the runner looks for its commands on both. */
  readonly print: (line: string) => void
  /** The file that the job's summary is appended to (GITHUB_STEP_SUMMARY); without it there is none. */
  readonly summaryFile?: string | undefined
  /** Whether phases are folded: not where their lines are not printed. Default true. */
  readonly hasGroups?: boolean
}

const TITLE = 'vitest-aws-fixtures'

/**
 * Speaks to GitHub Actions beside another reporter, before it: long phases in groups that fold, annotations for what
 * failed or is left, and a table in the job's summary.
 */
export function githubReporter({ print, summaryFile, hasGroups = true }: GithubReporterOptions): Reporter {
  const record = runRecord()
  const annotated = new Set<string>()
  let phase: string | undefined
  let isGrouped = false
  let target = ''

  const annotate = (level: 'error' | 'warning', title: string, message: string) => {
    // An interrupted run tells of a failed cleanup twice.
    if (annotated.has(message)) return
    annotated.add(message)
    print(annotation(level, title, message))
  }
  const enter = (next: string | undefined) => {
    if (isGrouped) print(groupEnd)
    isGrouped = false
    phase = next
  }
  const conclude = (end: Extract<RunEvent, { readonly type: 'cleanup-proved' | 'cleanup-unproved' }>) => {
    const { steps, receipt } = record
    if (!summaryFile || (steps.length === 0 && end.type === 'cleanup-proved')) return
    appendFileSync(summaryFile, jobSummary({ target, steps, receipt, end }))
  }

  return (event) => {
    record.note(event)
    switch (event.type) {
      case 'provisioning':
        target = event.target
        return enter(`${TITLE}: providing target ${target}`)
      case 'removal':
        return enter(`${TITLE}: removing what the run had`)
      case 'resource-state':
      case 'waiting':
        // Not before: what takes a moment, as stand-ins do, needs no group.
        if (!hasGroups || phase === undefined || isGrouped) return
        isGrouped = true
        return print(groupStart(phase))
      case 'run-ready':
        return enter(undefined)
      case 'run-failed':
        enter(undefined)
        return annotate('error', `${TITLE}: no target for the tests`, event.message)
      case 'engines-stopped':
        return annotate('error', TITLE, event.message)
      case 'warning':
        return annotate('warning', TITLE, event.message)
      case 'abandoned':
        enter(undefined)
        if (event.remaining.length === 0) return
        return annotate('error', `${TITLE}: not yet seen to be gone`, event.remaining.join('\n'))
      case 'cleanup-proved':
        enter(undefined)
        return conclude(event)
      case 'cleanup-unproved':
        enter(undefined)
        for (const { step, message } of event.failures) {
          annotate(event.onLeak === 'fail' ? 'error' : 'warning', `${TITLE}: cleanup not proved`, `${step}: ${message}`)
        }
        annotated.add(event.message)
        return conclude(event)
    }
  }
}
