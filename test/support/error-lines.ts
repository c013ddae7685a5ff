/** The lines of the first error of this package that a run has printed, without the stack and Vitest's own lines. */
export function errorLines(output: string): string[] {
  const lines = output.split('\n').map((line) => line.trim())
  const start = lines.findIndex((line) => /^(\w+Error): /.test(line))
  const end = lines.findIndex((line, index) => index > start && (line === '' || /^(❯|at|⎯+) ?/.test(line)))
  return lines.slice(start, end)
}
