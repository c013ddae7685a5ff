/** Why there are no credentials for AWS, and how to give some: each function makes the lines of an error from its facts. */

/** The package of the AWS SDK that finds credentials cannot be loaded. */
export const noProviders = (seen: string): readonly string[] => [
  'The package @aws-sdk/credential-providers finds the credentials for AWS, and could not be loaded.',
  `Last seen: ${seen}`,
  'Install it: npm install --save-dev @aws-sdk/credential-providers',
]

/** The provider chain has found nothing, and the variables and files do not show why. */
export const nothingFound = (seen: string): readonly string[] => [
  'The provider chain of the AWS SDK found no credentials.',
  `Last seen: ${seen}`,
  'Give the run credentials as you give them to any AWS tool: AWS_PROFILE, AWS_ACCESS_KEY_ID, `aws sso login`, or a role.',
]

/** AWS_PROFILE names a profile that does not exist; the SDK silently passes over it. */
export const unknownProfile = (
  name: string,
  files: readonly string[],
  profiles: readonly string[],
): readonly string[] => [
  `There is no profile '${name}', which AWS_PROFILE names.`,
  `Last seen: ${files.join(' and ')} have ${profiles.length > 0 ? `only the profiles ${profiles.join(', ')}` : 'no profiles'}.`,
  `Correct AWS_PROFILE, or set up the profile: aws configure --profile ${name}`,
]

/** Only one of AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY is set. */
export const halfAKey = (present: string, missing: string, seen: string): readonly string[] => [
  `${present} is set and ${missing} is not, so that the AWS SDK uses neither.`,
  `Last seen: ${seen}`,
  `Set ${missing} as well, and AWS_SESSION_TOKEN where the credentials are temporary.`,
]

/** The profile logs in by IAM Identity Center, and its login has expired. */
export const loginExpired = (profile: string, seen: string): readonly string[] => [
  `The SSO login of profile '${profile}' has expired.`,
  `Last seen: ${seen}`,
  `Log in again: aws sso login --profile ${profile}`,
]

/** The profile logs in by IAM Identity Center, and nobody has logged in. */
export const notLoggedIn = (profile: string, seen: string): readonly string[] => [
  `There is no SSO login of profile '${profile}': nobody has logged in.`,
  `Last seen: ${seen}`,
  `Log in: aws sso login --profile ${profile}`,
]

/** The login of the profile failed for another reason. */
export const loginFailed = (profile: string, seen: string): readonly string[] => [
  `The SSO login of profile '${profile}' gave no credentials.`,
  `Last seen: ${seen}`,
  `Check the account and the role that the profile names, or log in again: aws sso login --profile ${profile}`,
]

/** A worker asked the run for its credentials, and got none. */
export const noneFromRun = (url: string, seen: string): readonly string[] => [
  `The run gave this worker no credentials at ${url}.`,
  `Last seen: ${seen}`,
  'A run that has ended gives no credentials. If it still runs, check its own credentials and what its role allows.',
]

/** The run has not answered a worker in time. */
export const notAnswered = (withinMs: number): string => `no answer within ${withinMs / 1000} s`
