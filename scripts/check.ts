/**
 * Checks types, lint and format, and the unit tests side by side, as `npm run check`. The tests print as they run; what the
 * two others have to say comes after them. Exit code 1: at least one of the three fails, and the last line names it.
 */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

interface Check {
  readonly name: string
  readonly passed: boolean
  readonly seconds: number
  readonly output: string
}

/** Runs a script of package.json to its end. `isQuiet`: returns what it prints instead of printing it. */
async function check(name: string, { isQuiet }: { readonly isQuiet: boolean }): Promise<Check> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, ['--run', name], {
    stdio: isQuiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    env: { ...process.env, ...(process.stdout.isTTY && { FORCE_COLOR: '1' }) },
  })
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  const printed = [child.stdout, child.stderr].map((stream) => (stream ? text(stream) : ''))
  const [code, ...output] = await Promise.all([ended, ...printed])
  return { name, passed: code === 0, seconds: (performance.now() - startedAt) / 1_000, output: output.join('') }
}

const checks = await Promise.all([
  check('types', { isQuiet: true }),
  check('lint', { isQuiet: true }),
  check('unit', { isQuiet: false }),
])
for (const { passed, output } of checks) if (!passed) process.stdout.write(output)
console.log(
  checks
    .map(({ name, passed, seconds }) => `${name} ${passed ? 'passes' : 'FAILS'} (${seconds.toFixed(0)} s)`)
    .join(', '),
)
if (checks.some(({ passed }) => !passed)) process.exitCode = 1
