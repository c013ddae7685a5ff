import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { runScript, sourceOf } from '../support/run-script.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-chain-'))
  return () => rm(folder, { recursive: true, force: true })
})

/** An environment in which nothing is found but what a test puts there. */
const bare = () => ({
  HOME: folder,
  AWS_CONFIG_FILE: join(folder, 'config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_SESSION_TOKEN: '',
  AWS_PROFILE: '',
})

const ask = (body: string) => `
  const { providerChain } = await import('${sourceOf('client/provider-chain.ts')}')
  const provider = providerChain('eu-west-1')
  ${body}`

test('finds what the environment has', async () => {
  const printed = await runScript(ask('console.log(JSON.stringify(await provider()))'), {
    ...bare(),
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  })
  expect(JSON.parse(printed)).toMatchObject({
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'secret',
    sessionToken: 'token',
  })
})

test('asks once for all who need credentials, and again where those were refused as expired', async () => {
  const program = join(folder, 'credentials.cjs')
  await writeFile(
    program,
    `require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'asked'))}, 'x')
     const Expiration = new Date(Date.now() + 3_600_000).toISOString()
     console.log(JSON.stringify({ Version: 1, AccessKeyId: 'AKIDPROCESS', SecretAccessKey: 'secret', Expiration }))`,
  )
  await writeFile(
    join(folder, 'config'),
    `[default]\nregion = eu-west-1\ncredential_process = "${process.execPath}" "${program}"\n`,
  )
  const asked = async () => (await readFile(join(folder, 'asked'), 'utf8')).length
  const three = 'const found = await Promise.all([provider(), provider(), provider()])\n'
  const print = 'console.log(found.map(({ accessKeyId }) => accessKeyId).join())'
  expect(await runScript(ask(`${three} await provider()\n${print}`), bare())).toBe(
    'AKIDPROCESS,AKIDPROCESS,AKIDPROCESS\n',
  )
  expect(await asked()).toBe(1)
  await runScript(ask(`${three} await provider({ forceRefresh: true })`), bare())
  expect(await asked()).toBe(3)
})

test('where there are no credentials it says what to do', async () => {
  const script = ask('await provider().catch(({ code, message }) => console.log(JSON.stringify({ code, message })))')
  const { code, message } = JSON.parse(await runScript(script, bare())) as { code: string; message: string }
  expect(code).toBe('AWS_FIXTURE_CREDENTIALS')
  expect(message).toMatch(
    /^The provider chain of the AWS SDK found no credentials\.\nLast seen: .+\nGive the run some as any AWS tool is given them: AWS_PROFILE, /,
  )
})
