import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CredentialsError, messageOf } from '../errors/errors.ts'

/** Says why the provider chain of the AWS SDK has found no credentials, as far as the variables and files show it. */
export async function explainNoCredentials(cause: unknown, env: NodeJS.ProcessEnv): Promise<CredentialsError> {
  const shared = await readSharedProfiles(env)
  const lines = ofProfile(shared, env.AWS_PROFILE) ?? ofHalfAKey(cause, env) ?? ofSso(cause, shared, env)
  return new CredentialsError(
    lines ?? [
      'The provider chain of the AWS SDK found no credentials.',
      seen(cause),
      'Give the run some as any AWS tool is given them: AWS_PROFILE, AWS_ACCESS_KEY_ID, `aws sso login`, or a role.',
    ],
    { cause },
  )
}

type Lines = readonly string[] | undefined

const seen = (cause: unknown) => `Last seen: ${messageOf(cause)}`

/** A profile that the SDK silently passes over, for the next provider might have something. */
function ofProfile({ files, profiles }: SharedProfiles, name: string | undefined): Lines {
  if (!name || !profiles || name in profiles) return undefined
  const names = Object.keys(profiles)
  const known = names.length > 0 ? `have only ${names.join(', ')}` : 'have none'
  return [
    `There is no profile '${name}', which AWS_PROFILE names.`,
    `Last seen: ${files.join(' and ')} ${known}.`,
    `Correct AWS_PROFILE, or set the profile up: aws configure --profile ${name}`,
  ]
}

function ofHalfAKey(cause: unknown, env: NodeJS.ProcessEnv): Lines {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const
  const [missing, ...more] = names.filter((name) => !env[name])
  if (env.AWS_PROFILE || !missing || more.length > 0) return undefined
  return [
    `${names.find((name) => name !== missing)} is set, and ${missing} is not: the AWS SDK uses neither.`,
    seen(cause),
    `Set ${missing} as well; and AWS_SESSION_TOKEN, where they are temporary.`,
  ]
}

/** Words of the SDK for a login that is there no more; any other failure of it may have other reasons. */
const ENDED = /expired|cannot refresh/i
const LOGGED_OUT = /not found|invalid|not present/i

function ofSso(cause: unknown, { profiles }: SharedProfiles, env: NodeJS.ProcessEnv): Lines {
  const profile = ssoProfile(profiles, env.AWS_PROFILE || 'default')
  if (profile === undefined || !isOfProvider(cause)) return undefined
  const text = messageOf(cause)
  const login = `aws sso login --profile ${profile}`
  const told = (state: string, todo: string) => [`The SSO login of profile '${profile}' ${state}`, seen(cause), todo]
  if (ENDED.test(text)) return told('has expired.', `Log in again: ${login}`)
  if (LOGGED_OUT.test(text)) return told('is not there: nobody has logged in.', `Log in: ${login}`)
  return told(
    'gave no credentials.',
    `Check the account and the role that the profile names, or log in again: ${login}`,
  )
}

/** The profile that logs in by IAM Identity Center: this one, or one on which its role is based. */
function ssoProfile(profiles: SharedProfiles['profiles'], name: string): string | undefined {
  let at: string | undefined = name
  for (let depth = 0; at !== undefined && depth < 5; depth += 1) {
    const settings: Profile | undefined = profiles?.[at]
    if (settings?.sso_session || settings?.sso_start_url) return at
    at = settings?.source_profile
  }
  return undefined
}

const isOfProvider = (error: unknown): boolean =>
  ['CredentialsProviderError', 'TokenProviderError'].includes((error as { name?: string }).name ?? '')

type Profile = Readonly<Record<string, string | undefined>>

/** The profiles that the files shared by all AWS tools have. */
interface SharedProfiles {
  /** The files, whether or not they are there. */
  readonly files: readonly string[]
  /** The settings of each profile, by its name; absent where the reader of the AWS SDK could not be loaded. */
  readonly profiles?: Readonly<Record<string, Profile>>
}

/** Reads which profiles there are. A file that cannot be read has none. */
async function readSharedProfiles(env: NodeJS.ProcessEnv): Promise<SharedProfiles> {
  const folder = join(env.HOME || env.USERPROFILE || homedir(), '.aws')
  const configFilepath = env.AWS_CONFIG_FILE || join(folder, 'config')
  const filepath = env.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials')
  const files = [configFilepath, filepath]
  const load = sharedFilesReader()
  if (!load) return { files }
  const { configFile, credentialsFile } = await load({ configFilepath, filepath, ignoreCache: true })
  const profiles: Record<string, Profile> = {}
  for (const [name, settings] of [...Object.entries(configFile), ...Object.entries(credentialsFile)]) {
    // Sections of other kinds are named by their kind as well.
    if (!/^(sso-session|services)\./.test(name)) profiles[name] = { ...profiles[name], ...settings }
  }
  return { files, profiles }
}

type SharedFilesReader = (init: {
  readonly configFilepath: string
  readonly filepath: string
  readonly ignoreCache: boolean
}) => Promise<Readonly<Record<'configFile' | 'credentialsFile', Readonly<Record<string, Profile>>>>>

/**
 * The function by which the provider chain has read the files, so that both understand them alike. It is in a package that
 * `@aws-sdk/credential-providers` brings, another one in older versions: loaded from where that is, it need not be installed
 * by itself.
 */
function sharedFilesReader(): SharedFilesReader | undefined {
  for (const [owner, name] of [
    ['@aws-sdk/credential-providers', '@smithy/core/config'],
    ['@aws-sdk/credential-provider-ini', '@smithy/shared-ini-file-loader'],
  ] as const) {
    try {
      const providers = require.resolve('@aws-sdk/credential-providers')
      const from = owner === '@aws-sdk/credential-providers' ? providers : createRequire(providers).resolve(owner)
      return (createRequire(from)(name) as { readonly loadSharedConfigFiles: SharedFilesReader }).loadSharedConfigFiles
    } catch {
      // This version of the AWS SDK has it elsewhere.
    }
  }
  return undefined
}

const require = createRequire(import.meta.url)
