/** docs/cli.md, made from the commands and their help. */
import type { Command } from 'commander'
import { commandLine } from '../../src/cli/cli.ts'

/** The page. */
export function cliPage(): string {
  const none = { print: () => {}, tell: () => {}, signal: new AbortController().signal }
  const program = commandLine(none)
  // As wide as a terminal is by default, wherever this runs.
  for (const command of [program, ...commandsOf(program)]) {
    command.configureHelp({ helpWidth: 100 }).configureOutput({ getOutHasColors: () => false })
  }
  const commands = commandsOf(program)
  return [HEAD, TABLE_HEAD, ...commands.map(row), '', EXIT_CODES, ...commands.map(section)].join('\n')
}

const HEAD = `<!-- Made by \`node scripts/make-docs.ts\` from the commands in src/cli/. -->
# Command line

\`\`\`sh
npx vitest-aws-fixtures install      # fill the cache, in an image or before CI goes offline
npx vitest-aws-fixtures status       # which engines run, and for whom
npx vitest-aws-fixtures down         # end the engines that stay between runs
\`\`\`

No run needs a command: it downloads and starts what it needs. Commands answer on standard output, and tell about their work on standard error.
`

const TABLE_HEAD = '| command | |\n|---|---|'

const EXIT_CODES = `| exit code | meaning |
|---|---|
| 0 | done |
| 1 | failed, as the message says |
| 2 | there is no such command or option |
| 128 and more | interrupted by a signal: 130 by Ctrl-C |
`

/** All commands, each before those inside it. */
const commandsOf = (command: Command): Command[] =>
  command.commands.flatMap((each) => [each as Command, ...commandsOf(each as Command)])

const nameOf = (command: Command): string =>
  command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()

const row = (command: Command): string =>
  `| [\`${nameOf(command)}\`](#${nameOf(command).replaceAll(' ', '-')}) | ${command.description()} |`

function section(command: Command): string {
  const help: string[] = []
  command.configureOutput({ writeOut: (text) => void help.push(text) })
  command.outputHelp()
  return [`## ${nameOf(command)}`, '', '```text', help.join('').trim(), '```', ''].join('\n')
}
