import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CredentialsError, messageOf } from '../errors/errors.ts'
import * as messages from './messages.ts'

/** The error that says why the provider chain of the AWS SDK found no credentials, as far as the variables and files show it. */
export async function explainNoCredentials(cause: unknown, env: NodeJS.ProcessEnv): Promise<CredentialsError> {
  const shared = await readSharedProfiles(env)
  const lines = ofProfile(shared, env.AWS_PROFILE) ?? ofHalfAKey(cause, env) ?? ofSso(cause, shared, env)
  return new CredentialsError(lines ?? messages.nothingFound(messageOf(cause)), { cause })
}

type Lines = readonly string[] | undefined

function ofProfile({ files, profiles }: SharedProfiles, name: string | undefined): Lines {
  if (!name || !profiles || name in profiles) return undefined
  return messages.unknownProfile(name, files, Object.keys(profiles))
}

function ofHalfAKey(cause: unknown, env: NodeJS.ProcessEnv): Lines {
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'] as const
  const [missing, ...more] = names.filter((name) => !env[name])
  if (env.AWS_PROFILE || !missing || more.length > 0) return undefined
  const [present = ''] = names.filter((name) => name !== missing)
  return messages.halfAKey(present, missing, messageOf(cause))
}

/** How the SDK says that a login has expired, or is missing; it has no error codes for them. */
const ENDED = /expired|cannot refresh/i
const LOGGED_OUT = /not found|invalid|not present/i

function ofSso(cause: unknown, { profiles }: SharedProfiles, env: NodeJS.ProcessEnv): Lines {
  const profile = ssoProfile(profiles, env.AWS_PROFILE || 'default')
  if (profile === undefined || !isOfProvider(cause)) return undefined
  const text = messageOf(cause)
  if (ENDED.test(text)) return messages.loginExpired(profile, text)
  return LOGGED_OUT.test(text) ? messages.notLoggedIn(profile, text) : messages.loginFailed(profile, text)
}

/** The profile that logs in by IAM Identity Center: this one, or the source profile of its role. */
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

/** The profiles in the files that all AWS tools share. */
interface SharedProfiles {
  /** The paths of the files, which need not exist. */
  readonly files: readonly string[]
  /** The settings of each profile, by its name; absent where the reader of the AWS SDK could not be loaded. */
  readonly profiles?: Readonly<Record<string, Profile>>
}

/** Reads the profiles. A file that cannot be read has none. */
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
    // Sections of other kinds have their kind in their name.
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
 * The function with which the provider chain itself reads the files, so that both understand them alike. It is in a package
 * that `@aws-sdk/credential-providers` depends on, or in older versions in another one. Resolved from there, the package need
 * not be installed by the user.
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
      // Another version of the AWS SDK, which has the function in the other package.
    }
  }
  return undefined
}

const require = createRequire(import.meta.url)
