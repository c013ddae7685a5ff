import { type Outcome, targets } from './behaviour.ts'

/** The outcomes as a table in Markdown: a row for each behaviour, in their order; below, why something is absent. */
export function behaviourTable(outcomes: readonly Outcome[]): string {
  const reasons = [...new Set(outcomes.flatMap(({ reason }) => reason ?? []))]
  const starts = [...new Set(outcomes.map(startOf))]
  const cells = (start: string) =>
    targets.map((target) => {
      const seen = outcomes.find((one) => one.target === target && startOf(one) === start)
      if (!seen) return 'not run'
      return seen.reason ? `${seen.outcome} (${reasons.indexOf(seen.reason) + 1})` : escaped(seen.outcome)
    })
  return [
    `| level and file | behaviour | ${targets.join(' | ')} |`,
    `|---|---|${targets.map(() => '---|').join('')}`,
    ...starts.map((start) => `${start} ${cells(start).join(' | ')} |`),
    '',
    ...reasons.map((reason, at) => `(${at + 1}) ${reason}`),
  ].join('\n')
}

const startOf = ({ area, title }: Outcome): string => `| ${area} | ${escaped(title)} |`
const escaped = (text: string): string => text.replaceAll('|', '\\|')
