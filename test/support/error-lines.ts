/**
 * The lines of the first error of ours that Vitest has printed, without the last, which is the link to its section of
 * docs/errors.md. Fails where the error does not end with it.
 */
export function errorLines(output: string): string[] {
  const lines = output.split('\n').map((line) => line.trim())
  const start = lines.findIndex((line) => /^(\w+Error): /.test(line))
  const end = lines.findIndex((line, index) => index > start && (line === '' || /^(❯|at|⎯+) ?/.test(line)))
  const told = lines.slice(start, end)
  if (!/^See vitest-aws-fixtures\/docs\/errors\.md#aws_fixture_\w+$/.test(told.at(-1) ?? '')) {
    throw new Error(`The error does not end with its link:\n${told.join('\n') || output}`)
  }
  return told.slice(0, -1)
}
