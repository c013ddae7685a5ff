import { appendFileSync } from 'node:fs'
import type { Reporter, RunEvent } from './events.ts'
import { jobSummary } from './job-summary.ts'
import * as messages from './messages.ts'
import { runRecord } from './run-record.ts'

export interface GithubReporterOptions {
  /** Prints one line, on standard output or standard error: the runner of GitHub Actions reads its commands from both. */
  readonly print: (line: string) => void
  /** The file that the job's summary is appended to (GITHUB_STEP_SUMMARY); without it no summary is written. */
  readonly summaryFile?: string | undefined
  /** Whether the lines of a phase are folded into a group; default true. */
  readonly hasGroups?: boolean
}

/**
 * Writes commands for GitHub Actions around the lines of another reporter, which is called after it: groups that fold for
 * long phases, annotations for what failed or was left behind, and a table in the job's summary.
 */
export function githubReporter({ print, summaryFile, hasGroups = true }: GithubReporterOptions): Reporter {
  const record = runRecord()
  const annotated = new Set<string>()
  let phase: string | undefined
  let isGrouped = false
  let target = ''

  const annotate = (level: 'error' | 'warning', title: string, message: string) => {
    // An interrupted run reports a failed cleanup twice.
    if (annotated.has(message)) return
    annotated.add(message)
    print(`::${level} title=${escapedProperty(title)}::${escaped(message)}`)
  }
  const enter = (next: string | undefined) => {
    if (isGrouped) print('::endgroup::')
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
        return enter(messages.provisioningGroup(target))
      case 'removal':
        return enter(messages.removalGroup())
      case 'resource-state':
      case 'waiting':
        // Only now: a phase that takes a moment, as with stand-ins, needs no group.
        if (!hasGroups || phase === undefined || isGrouped) return
        isGrouped = true
        return print(`::group::${escaped(phase)}`)
      case 'run-ready':
        return enter(undefined)
      case 'run-failed':
        enter(undefined)
        return annotate('error', messages.runFailedTitle(), event.message)
      case 'engines-stopped':
        return annotate('error', messages.annotationTitle(), event.message)
      case 'warning':
        return annotate('warning', messages.annotationTitle(), event.message)
      case 'abandoned':
        enter(undefined)
        if (event.remaining.length === 0) return
        return annotate('error', messages.abandonedTitle(), event.remaining.join('\n'))
      case 'cleanup-proved':
        enter(undefined)
        return conclude(event)
      case 'cleanup-unproved':
        enter(undefined)
        for (const { step, message } of event.failures) {
          annotate(event.onLeak === 'fail' ? 'error' : 'warning', messages.unprovedTitle(), `${step}: ${message}`)
        }
        annotated.add(event.message)
        return conclude(event)
    }
  }
}

/** Text of a workflow command, without the characters that would end it. */
const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

/** The same within a property of a command, where more characters would end it. */
const escapedProperty = (text: string) => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
