import { duration } from '../base/duration.ts'
import type { CleanupProvedEvent, CleanupUnprovedEvent } from './events.ts'
import * as messages from './messages.ts'
import type { RecordedStep } from './run-record.ts'

export interface JobSummary {
  readonly target: string
  readonly steps: readonly RecordedStep[]
  /** The receipt, in lines of which the first is a heading; none where nothing had a cost. */
  readonly receipt: readonly string[]
  readonly end: CleanupProvedEvent | CleanupUnprovedEvent
}

/** A run in Markdown: a table of what was done and how long it took, and how the cleanup ended. */
export function jobSummary({ target, steps, receipt, end }: JobSummary): string {
  const rows = steps.map(rowOf).map((cells) => `| ${cells.map(cell).join(' | ')} |`)
  const table = rows.length > 0 ? ['| resource | step | time |', '|---|---|---:|', ...rows, ''] : []
  // The summary may have something before this, without an empty line at its end.
  return ['', messages.summaryHeading(cell(target)), '', ...table, ...costs(receipt), ...ending(end), '', ''].join('\n')
}

/** The receipt as Markdown: its heading, and its items, which are a list already. */
function costs([heading, ...lines]: readonly string[]): string[] {
  if (heading === undefined) return []
  return [
    text(heading),
    '',
    ...lines.map((line) => line.replace(/^(- )?(.*)$/, (_, bullet = '', rest: string) => bullet + text(rest))),
    '',
  ]
}

function ending(end: JobSummary['end']): string[] {
  if (end.type === 'cleanup-unproved') {
    return [
      messages.summaryUnproved(end.elapsedMs),
      '',
      ...end.failures.map(({ step, message }) => `- **${text(step)}**: ${message.split('\n').map(text).join('<br>')}`),
    ]
  }
  return [
    messages.summaryProved(end.elapsedMs),
    '',
    ...end.removed.map((name) => `- ${text(name)}`),
    ...[...(end.proof ?? []), ...(end.kept ? [end.kept] : [])].flatMap((sentence) => ['', text(sentence)]),
  ]
}

function rowOf(step: RecordedStep): readonly [string, string, string] {
  return step.type === 'dataset-loaded'
    ? [`dataset ${step.dataset}`, `loaded: ${step.contents}`, duration(step.elapsedMs)]
    : [step.what, didOf(step), duration(step.elapsedMs)]
}

function didOf(step: Exclude<RecordedStep, { readonly type: 'dataset-loaded' }>): string {
  if (step.type === 'resource-step') return step.step
  if (step.type === 'resource-kept') return `kept, ${step.why}`
  return step.type.replace('resource-', '')
}

/** Text without what Markdown or HTML would read as markup. */
const text = (plain: string) => plain.replace(/[\\`*_[\]<>&|~#]/g, (character) => `&#${character.charCodeAt(0)};`)

const cell = (plain: string) => text(plain).replaceAll('\n', ' ')
