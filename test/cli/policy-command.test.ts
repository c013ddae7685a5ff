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
    'projects',
    'vitest.config.ts',
    `${configOf(options, options)}export default { test: { projects: ['a/*', { plugins }] } }`,
    [],
  ],
  ['JSON with the options alone', 'options.json', JSON.stringify(options), ['--config', 'options.json']],
  ['a module with the options alone', 'o.mjs', `export default ${JSON.stringify(options)}`, ['--config', 'o.mjs']],
  ['CommonJS with the options alone', 'o.cjs', `module.exports = ${JSON.stringify(options)}`, ['--config', 'o.cjs']],
])('the policy is of the options in a config that is %s', async ([_, name, text, args]) => {
  await write(name, text)
  const { output, exitCode, stdout } = await run(...args)
  expect(exitCode, output).toBe(0)
  expect(JSON.parse(stdout)).toEqual(iamPolicy(options))
})

test.for<[string, string | undefined, string[], RegExp]>([
  ['no config', undefined, [], /^There is no Vitest config in .*\n.*--config <file>\n$/],
  ['a file that is not there', undefined, ['--config', 'o.json'], /^There is no file .*o\.json\./],
  ['a config without the plugin', 'export default {}', [], /neither has a plugin awsFixtures\(\) nor its options\./],
  [
    'options that differ',
    `${configOf(options, { neptune: true })}export default { plugins }`,
    [],
    /calls awsFixtures\(\) with 2 different options\.\nGive a file that has the options alone: --config <file>/,
  ],
  [
    'a config that Node cannot load',
    `import './enums'\nexport default {}`,
    [],
    /vitest\.config\.ts could not be loaded by Node\.\nLast seen: .*enums.*\nGive a file that Node can load/,
  ],
  [
    'options that are not valid',
    `${configOf({ opensearch: true, acounts: [] })}export default { plugins }`,
    [],
    /acounts: there is no such option/,
  ],
])('%s is told, with exit code 1', async ([_, text, args, message]) => {
  if (text !== undefined) await write('vitest.config.ts', text)
  const { output, exitCode } = await run(...args)
  expect(output).toMatch(message)
  expect(exitCode).toBe(1)
})

const role = 'arn:aws:iam::111122223333:role/ci/tests'

test('with a role it is the policy of that role, and says on standard error that who assumes it needs another', async () => {
  const assuming = { ...options, region: 'eu-west-1', aws: { ...aws, assumeRole: role } }
  await write('options.json', JSON.stringify(assuming))
  const { stdout, output, exitCode } = await run('--config', 'options.json')
  expect(exitCode, output).toBe(0)
  expect(JSON.parse(stdout)).toEqual(iamPolicy(options))
  expect(output).toContain(`This is the policy of the role ${role}. Who assumes it needs another: --caller`)
  const caller = await run('--config', 'options.json', '--caller')
  expect(caller.exitCode).toBe(0)
  expect(JSON.parse(caller.stdout)).toEqual(requiredIamPolicy(assuming))
})

test('without a role there is no policy for assuming one, which is told', async () => {
  await write('options.json', JSON.stringify(options))
  const { output, exitCode } = await run('--config', 'options.json', '--caller')
  expect(output).toBe(
    `${join(folder, 'options.json')} assumes no role, so that there is no policy for assuming it.\n` +
      "Leave --caller out: whoever starts the run needs the policy itself; or set 'aws.assumeRole'.\n",
  )
  expect(exitCode).toBe(1)
})

test('--help says where the options come from', async () => {
  const { output, exitCode } = await run('--help')
  expect(output).toContain('The options are those of awsFixtures() in the Vitest config')
  expect(exitCode).toBe(0)
})
