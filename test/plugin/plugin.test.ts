import { expect, onTestFinished, test } from 'vitest'
import type { TestProject, Vitest } from 'vitest/node'
import { nodeProblem } from '../../src/base/node-version.ts'
import { awsFixtures } from '../../src/plugin/plugin.ts'

/** Adds the plugin to a project with this configuration. */
const configuring = async (config: object) =>
  awsFixtures().configureVitest({
    vitest: {} as Vitest,
    project: { config: { root: '/shop', pool: 'forks', ...config } } as TestProject,
  })

test('the plugin refuses an old Node with a ConfigError that points at the Vitest config', async () => {
  const { version } = process
  Object.defineProperty(process, 'version', { value: 'v20.20.2' })
  onTestFinished(() => void Object.defineProperty(process, 'version', { value: version }))
  await expect(configuring({})).rejects.toMatchObject({
    code: 'AWS_FIXTURE_CONFIG',
    message: expect.stringContaining(nodeProblem('v20.20.2')!.join('\n')),
    stack: expect.stringMatching(/\n {4}at awsFixtures\(\) in the Vitest config of \/shop$/),
  })
})

test.for([{ browser: { enabled: true } }, { pool: 'vmThreads' }, { pool: 'vmForks' }])(
  'the plugin refuses a project of Vitest whose modules are not those of Node: %o',
  async (config) => {
    await expect(configuring(config)).rejects.toMatchObject({ code: 'AWS_FIXTURE_CONFIG' })
  },
)
