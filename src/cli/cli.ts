import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { addCacheCommand } from './cache-command.ts'
import { addInstallCommand } from './install-command.ts'
import type { Surroundings } from './surroundings.ts'

/** The command line, each command from a file of its own. A command that is called wrongly ends with exit code 2. */
export function commandLine(surroundings: Surroundings): Command {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
  const program = new Command('vitest-aws-fixtures')
    .description('Engines and cache of the Vitest plugin vitest-aws-fixtures')
    .version(version)
    .showHelpAfterError('(--help tells what there is)')
    .exitOverride()
  addInstallCommand(program, surroundings)
  addCacheCommand(program, surroundings)
  return program
}
