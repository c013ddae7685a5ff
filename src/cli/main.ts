import { constants } from 'node:os'
import { CommanderError } from 'commander'
import { isAwsFixtureError, messageOf } from '../errors/errors.ts'
import { withLink } from '../errors/link.ts'
import { commandLine } from './cli.ts'

/** The exit code for wrong arguments: no such command, no such option. */
const USAGE = 2

const interruption = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    process.exitCode = 128 + constants.signals[signal]
    interruption.abort(new Error(`Interrupted by ${signal}; what has come is kept.`))
  })
}

const program = commandLine({
  print: (line) => void process.stdout.write(`${line}\n`),
  tell: (line) => void process.stderr.write(`${line}\n`),
  signal: interruption.signal,
})
try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has printed its message already. Help and version are no errors.
    process.exitCode = error.exitCode === 0 ? 0 : USAGE
  } else {
    // The stack helps nobody, unless the error is a bug of ours.
    const isExpected = isAwsFixtureError(error) || interruption.signal.aborted
    process.stderr.write(`${isExpected ? messageOf(withLink(error)) : (error as Error).stack}\n`)
    process.exitCode ||= 1
  }
}
