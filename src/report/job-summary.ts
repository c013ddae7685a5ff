import { duration } from '../base/duration.ts'
import type { CleanupProvedEvent, CleanupUnprovedEvent } from './events.ts'
import type { RecordedStep } from './run-record.ts'

export interface JobSummary {
  readonly target: string
  readonly steps: readonly RecordedStep[]
  /** What it has cost, in lines of which the first is a heading; none where nothing did. */
  readonly receipt: readonly string[]
  readonly end: CleanupProvedEvent | CleanupUnprovedEvent
}

/** A run in Markdown: a table of what was done and how long it took, and how the cleanup ended. */
export function jobSummary({ target, steps, receipt, end }: JobSummary): string {
  const rows = steps.map(rowOf).map((cells) => `| ${cells.map(cell).join(' | ')} |`)
  const table = rows.length > 0 ? ['| resource | step | time |', '|---|---|---:|', ...rows, ''] : []
  // What Vitest has written before need not end with an empty line.
  return [
    '',
    `### vitest-aws-fixtures: target ${cell(target)}`,
    '',
    ...table,
    ...costs(receipt),
    ...ending(end),
    '',
    '',
  ].join('\n')
}

/** The heading, and its lines as a list, which is theirs already. */
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
  const time = duration(end.elapsedMs)
  if (end.type === 'cleanup-unproved') {
    return [
      `❌ The cleanup could not be proved (${time}):`,
      '',
      ...end.failures.map(({ step, message }) => `- **${text(step)}**: ${message.split('\n').map(text).join('<br>')}`),
    ]
  }
  return [
    `✅ Cleanup proved in ${time}, nothing left of:`,
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

/** Text in which Markdown and HTML mean nothing. */
const text = (plain: string) => plain.replace(/[\\`*_[\]<>&|~#]/g, (character) => `&#${character.charCodeAt(0)};`)

const cell = (plain: string) => text(plain).replaceAll('\n', ' ')
