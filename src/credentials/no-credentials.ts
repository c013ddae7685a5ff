import { CredentialsError, messageOf } from '../errors/errors.ts'
import { readSharedProfiles, type SharedProfiles } from './shared-profiles.ts'

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
  if (!name || profiles.has(name)) return undefined
  const known = profiles.size > 0 ? `have only ${[...profiles.keys()].join(', ')}` : 'have none'
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
    const settings = profiles.get(at)
    if (settings?.has('sso_session') || settings?.has('sso_start_url')) return at
    at = settings?.get('source_profile')
  }
  return undefined
}

const isOfProvider = (error: unknown): boolean =>
  ['CredentialsProviderError', 'TokenProviderError'].includes((error as { name?: string }).name ?? '')
