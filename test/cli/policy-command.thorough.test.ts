import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, expect, test, vi } from 'vitest'
import { iamPolicy, requiredIamPolicy } from '../../src/config/iam-policy.ts'
import { runCli } from './run-cli.ts'

// Each run is a process of its own, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 })

const index = fileURLToPath(new URL('../../src/index.ts', import.meta.url))
const aws = { allowedAccounts: ['111122223333'], name: 'orders' }
const options = { opensearch: true, region: 'eu-west-1', aws } as const

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-policy-'))
  return () => rm(folder, { recursive: true, force: true })
})

const write = (name: string, text: string) => writeFile(join(folder, name), text)
const run = (...args: string[]) => runCli(['policy', ...args], { AWS_REGION: 'eu-west-1' }, undefined, folder)
const configOf = (...given: object[]) =>
  `import { awsFixtures } from ${JSON.stringify(index)}\nconst plugins: unknown[] = [[undefined, [${given.map((each) => `awsFixtures(${JSON.stringify(each)})`).join(', ')}]]]\n`

test.for<[string, string, string, string[]]>([
  ['an object', 'vitest.config.ts', `${configOf(options)}export default { plugins }`, []],
  ['a function', 'vite.config.mts', `${configOf(options)}export default async () => ({ plugins })`, []],
  [
    'a list of projects',
    'vitest.config.ts',
    `${configOf(options, options)}export default { test: { projects: ['a/*', { plugins }] } }`,
    [],
  ],
  ['a JSON file with the options alone', 'options.json', JSON.stringify(options), ['--config', 'options.json']],
  ['a module with the options alone', 'o.mjs', `export default ${JSON.stringify(options)}`, ['--config', 'o.mjs']],
  [
    'a CommonJS module with the options alone',
    'o.cjs',
    `module.exports = ${JSON.stringify(options)}`,
    ['--config', 'o.cjs'],
  ],
])('policy prints the policy of the options when the config is %s', async ([_, name, text, args]) => {
  await write(name, text)
  const { output, exitCode, stdout } = await run(...args)
  expect(exitCode, output).toBe(0)
  expect(JSON.parse(stdout)).toEqual(iamPolicy(options))
})

test.for<[string, string | undefined, string[], RegExp]>([
  ['a folder without a config', undefined, [], /vaf-policy-[\s\S]*--config <file>/],
  ['a file that is not there', undefined, ['--config', 'o.json'], /vaf-policy-.*o\.json/],
  ['a config without the plugin', 'export default {}', [], /vitest\.config\.ts [\s\S]*--config <file>/],
  [
    'options that differ',
    `${configOf(options, { neptune: true })}export default { plugins }`,
    [],
    /vitest\.config\.ts .* 2 [\s\S]*--config <file>/,
  ],
  [
    'a config that Node cannot load',
    `import './enums'\nexport default {}`,
    [],
    /vitest\.config\.ts[\s\S]*enums[\s\S]*--config <file>/,
  ],
  [
    'options that are not valid',
    `${configOf({ opensearch: true, acounts: [] })}export default { plugins }`,
    [],
    /acounts: there is no such option/,
  ],
])('policy ends with exit code 1 and names the file and what to give for %s', async ([_, text, args, message]) => {
  if (text !== undefined) await write('vitest.config.ts', text)
  const { output, exitCode } = await run(...args)
  expect(output).toMatch(message)
  expect(exitCode).toBe(1)
})

const role = 'arn:aws:iam::111122223333:role/ci/tests'

test('policy prints the policy of the assumed role, and says on standard error that its caller needs another policy', async () => {
  const assuming = { ...options, region: 'eu-west-1', aws: { ...aws, assumeRole: role } }
  await write('options.json', JSON.stringify(assuming))
  const { stdout, output, exitCode } = await run('--config', 'options.json')
  expect(exitCode, output).toBe(0)
  expect(JSON.parse(stdout)).toEqual(iamPolicy(options))
  expect(output).toContain(role)
  expect(output).toContain('--caller')
  const caller = await run('--config', 'options.json', '--caller')
  expect(caller.exitCode).toBe(0)
  expect(JSON.parse(caller.stdout)).toEqual(requiredIamPolicy(assuming))
})

test('policy --caller ends with exit code 1 where the options assume no role', async () => {
  await write('options.json', JSON.stringify(options))
  const { output, exitCode } = await run('--config', 'options.json', '--caller')
  expect(output).toContain(join(folder, 'options.json'))
  expect(output).toContain("'aws.assumeRole'")
  expect(exitCode).toBe(1)
})

test('policy --help says where the options come from', async () => {
  const { output, exitCode } = await run('--help')
  expect(output).toContain('The options are those of awsFixtures() in the Vitest config')
  expect(exitCode).toBe(0)
})
