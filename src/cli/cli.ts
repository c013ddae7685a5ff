import { Command } from 'commander'
import { packageVersion } from '../base/package-version.ts'
import { addCacheCommand } from './cache-command.ts'
import { addDownCommand } from './down-command.ts'
import { addInstallCommand } from './install-command.ts'
import { addPolicyCommand } from './policy-command.ts'
import { addStatusCommand } from './status-command.ts'
import type { Surroundings } from './surroundings.ts'

/** The command line; each command has a file of its own. Wrong arguments end a command with exit code 2. */
export function commandLine(surroundings: Surroundings): Command {
  const program = new Command('vitest-aws-fixtures')
    .description('Engines, cache and IAM policy of the Vitest plugin vitest-aws-fixtures')
    .version(packageVersion)
    .showHelpAfterError('(--help lists the commands and options)')
    .exitOverride()
  addInstallCommand(program, surroundings)
  addCacheCommand(program, surroundings)
  addStatusCommand(program, surroundings)
  addDownCommand(program, surroundings)
  addPolicyCommand(program, surroundings)
  return program
}
