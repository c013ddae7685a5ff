import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { commandLine } from '../src/cli/cli.ts'
import { resolveOptions } from '../src/config/resolve.ts'
import { blocksOf, manualPages, readPage } from './support/manual.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const blocks = manualPages.flatMap((page) =>
  blocksOf(readPage(page)).map((block) => ({ ...block, place: `${page}:${block.line}`, page })),
)

const configurations = blocks.filter(
  ({ code, language }) => language !== 'text' && /\b(awsFixtures|iamPolicy)\(/.test(code),
)

/** The options that a block of the manual gives the plugin. */
function optionsIn(code: string): unknown {
  const given: unknown[] = []
  const body = code.replace(/^import .*$/gm, '').replace('export default defineConfig(', 'void (')
  const take = (options: unknown) => given.push(options)
  new Function('awsFixtures', 'iamPolicy', 'console', body)(take, take, { log: () => {} })
  expect(given).toHaveLength(1)
  return given[0]
}

test('every configuration that the manual shows is one that a run accepts', () => {
  expect(configurations.length).toBeGreaterThan(15)
  for (const { page, place, code } of configurations) {
    const target = page.startsWith('docs/aws/') ? { AWS_FIXTURES_TARGET: 'aws', AWS_REGION: 'eu-west-1' } : {}
    expect(() => resolveOptions(optionsIn(code) as never, root, target), place).not.toThrow()
  }
})

test('an option that is misspelt in a configuration is noticed', () => {
  const options = optionsIn('awsFixtures({ opensaerch: true })')
  expect(() => resolveOptions(options as never, root, {})).toThrow('opensaerch')
})

/** The lines of commands and of CI recipes in which the command line of this package is called: its arguments. */
const calls = blocks
  .filter(({ language }) => language === 'sh' || language === 'yaml')
  .flatMap(({ code, place }) =>
    [...code.matchAll(/npx vitest-aws-fixtures ([^#\n)"]*)/g)].map(([, args = '']) => ({
      place,
      args: args.trim().split(/\s+/),
    })),
  )

/** Takes the arguments as the command line does, up to what a command would do. */
async function parse(args: readonly string[]): Promise<void> {
  const program = commandLine({ print: () => {}, tell: () => {}, signal: new AbortController().signal })
  const doNothing = (command: Command): void => {
    command.exitOverride().configureOutput({ writeErr: () => {} })
    command.action(() => {})
    command.commands.forEach(doNothing)
  }
  program.commands.forEach(doNothing)
  program.configureOutput({ writeErr: () => {} })
  await program.parseAsync(args, { from: 'user' })
}

test('every call of the command line that the manual shows is one that there is', async () => {
  expect(calls.length).toBeGreaterThan(15)
  for (const { place, args } of calls) await expect(parse(args), `${place}: ${args.join(' ')}`).resolves.toBeUndefined()
})

test('a call of a command or of a switch that there is not is noticed', async () => {
  await expect(parse(['start'])).rejects.toThrow("unknown command 'start'")
  await expect(parse(['down', '--now'])).rejects.toThrow("unknown option '--now'")
})
