import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import * as messages from '../../src/credentials/messages.ts'
import { runScript, sourceOf } from '../support/run-script.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vaf-chain-'))
  return () => rm(folder, { recursive: true, force: true })
})

/** An environment in which the chain finds nothing but what a test puts there. */
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
  const { providerChain } = await import('${sourceOf('credentials/provider-chain.ts')}')
  const provider = providerChain('eu-west-1')
  ${body}`

test('the provider chain finds the credentials of the environment', async () => {
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

test('the provider chain is asked once for all callers, and again after a service refused the credentials as expired', async () => {
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

/** The error of the chain where it finds only these files and variables. */
async function failure(
  files: { readonly config?: string; readonly credentials?: string },
  variables: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: string; readonly lines: readonly string[] }> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const script = ask('await provider().catch(({ code, message }) => console.log(JSON.stringify({ code, message })))')
  const { code, message } = JSON.parse(await runScript(script, { ...bare(), ...variables })) as Record<string, string>
  return { code: code ?? '', lines: (message ?? '').split('\n') }
}

test('without credentials the error says how to give some', async () => {
  expect(await failure({})).toEqual({
    code: 'AWS_FIXTURE_CREDENTIALS',
    lines: messages.nothingFound('Could not load credentials from any providers'),
  })
})

test('a profile that is in neither file is named in the error, with the profiles that exist', async () => {
  const files = {
    config: '[default]\nregion = eu-west-1\n[profile dev]\nregion = eu-west-1\n[sso-session corp]\n',
    credentials: '[ci]\naws_access_key_id = AKIDCI\naws_secret_access_key = nobody\n',
  }
  expect(await failure(files, { AWS_PROFILE: 'nightly' })).toEqual({
    code: 'AWS_FIXTURE_CREDENTIALS',
    lines: messages.unknownProfile('nightly', [`${folder}/config`, `${folder}/credentials`], ['default', 'dev', 'ci']),
  })
})

test('an access key without its secret key is an error that names the missing variable', async () => {
  expect((await failure({}, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' })).lines).toEqual(
    messages.halfAKey('AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'Could not load credentials from any providers'),
  )
})

const account = 'sso_account_id = 111122223333\nsso_role_name = dev\n'
const start = 'https://corp.awsapps.com/start'
const ssoSession = `[sso-session corp]\nsso_region = eu-west-1\nsso_start_url = ${start}\n`

test.for<[string, string]>([
  ['by a session', `[profile dev]\nsso_session = corp\n${account}${ssoSession}`],
  ['by its address', `[profile dev]\nsso_start_url = ${start}\nsso_region = eu-west-1\n${account}`],
])(
  'a profile with an SSO login %s, which nobody has done, is an error with the command to log in',
  async ([_, config]) => {
    const { code, lines } = await failure({ config }, { AWS_PROFILE: 'dev' })
    expect(code).toBe('AWS_FIXTURE_CREDENTIALS')
    const [first, , last] = messages.notLoggedIn('dev', '')
    expect(lines).toEqual([
      first,
      expect.stringMatching(/^Last seen: The SSO session .*(not found or is invalid|is invalid)/),
      last,
    ])
  },
)

test.for<[string, string, string]>([
  ['by a session', 'corp', `[profile dev]\nsso_session = corp\n${account}${ssoSession}`],
  ['by its address', start, `[profile dev]\nsso_start_url = ${start}\nsso_region = eu-west-1\n${account}`],
])(
  'an SSO login %s that has expired is an error that says so, also for a role with that source profile',
  async ([_, key, config]) => {
    const cache = join(folder, '.aws', 'sso', 'cache')
    await mkdir(cache, { recursive: true })
    const token = { accessToken: 'of nobody', expiresAt: '2026-01-01T00:00:00Z' }
    await writeFile(join(cache, `${createHash('sha1').update(key).digest('hex')}.json`), JSON.stringify(token))
    const role = '[profile nightly]\nrole_arn = arn:aws:iam::111122223333:role/nightly\nsource_profile = dev\n'
    for (const profile of ['dev', 'nightly']) {
      expect((await failure({ config: `${role}${config}` }, { AWS_PROFILE: profile })).lines).toEqual([
        messages.loginExpired('dev', '')[0],
        expect.stringMatching(/^Last seen: .*(expired|Cannot refresh)/),
        messages.loginExpired('dev', '')[2],
      ])
    }
  },
)

test('the shared files are read as the AWS SDK reads them, with comments, quotes and nested settings', async () => {
  const config =
    '[profile "nightly"] # the one of CI\nsource_profile = dev ; see below\ns3 =\n  sso_session = nested\n' +
    `[profile dev]\nsso_session = corp # corporate\n${account}${ssoSession}[services s3]\nx = y\n`
  expect((await failure({ config }, { AWS_PROFILE: 'other' })).lines[1]).toMatch(/ nightly, dev\.$/)
  expect((await failure({ config }, { AWS_PROFILE: 'dev' })).lines[0]).toBe(messages.notLoggedIn('dev', '')[0])
})
