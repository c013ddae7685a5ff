/** What an error says where a call to AWS fails, or AWS does not accept the credentials. */
import { duration } from '../../base/duration.ts'
import type { ErrorKind } from '../../errors/error-kinds.ts'

const NETWORK = 'Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.'
const LATER = 'AWS cannot serve the call at the moment: run again later.'
const BUSY = 'The resource is busy, or something else is changing it: run again when that is done.'

/** What to do about a failed call, by the kind of failure. A denied call has hints of its own, which name the action. */
export const hints: Readonly<Record<Exclude<ErrorKind, 'aborted' | 'denied' | 'ours' | 'unknown'>, string>> = {
  capacity:
    'AWS has no capacity left for this at the moment: run again later, or choose another instance class or other subnets.',
  clock: "Set this machine's clock: it may differ from the clock of AWS by at most five minutes.",
  conflict: BUSY,
  disabled: 'Enable the region and the service for this account, or choose another region.',
  exists: 'A resource with this name exists already: delete it, or choose another name.',
  'expired-credentials': 'The credentials have expired: log in again, or assume the role again.',
  interrupted: NETWORK,
  invalid: 'Change the option whose value AWS rejects.',
  'no-credentials':
    "Give the run credentials by AWS_PROFILE, or in another way that the AWS SDK knows: 'aws sts get-caller-identity' has to work in the same shell.",
  'not-found': 'Check the name, the account and the region.',
  propagating:
    'A new role or policy takes some minutes to be known everywhere: run again in a few minutes. If that does not help, check the role and its policies.',
  quota: 'Request a higher quota (Service Quotas in the AWS console), or delete what is no longer used.',
  'read-only': BUSY,
  server: LATER,
  signature: 'Check that access key, secret key and session token (AWS_SESSION_TOKEN) come from one place.',
  state: BUSY,
  throttled: 'The account sends AWS too many requests: start fewer runs at the same time, or run again later.',
  timeout: NETWORK,
  unavailable: LATER,
  unreachable: NETWORK,
  unreadable:
    'The endpoint is not this AWS service: check AWS_ENDPOINT_URL, the proxy, and whether a login page is in the way.',
  unresolved: 'Check the region, and whether this machine can resolve the host names of AWS.',
  untrusted: 'If a proxy has a certificate authority of its own, trust it with NODE_EXTRA_CA_CERTS.',
}

/** One answer of AWS took too long. */
export const notAnswered = (operation: string, withinMs: number): string =>
  `${operation} was not answered within ${withinMs / 1_000} s.`

/** The answer is not one of AWS, such as the page of a proxy. `known`: its status and request id. */
export const noErrorOfAws = (known: string): string => `The answer contains no AWS error${known}.`

/** A package of the AWS SDK is missing. */
export const sdkMissing = (needed: readonly string[], seen: string): readonly string[] => [
  "Target 'aws' needs packages of the AWS SDK, and one of them could not be loaded.",
  `Last seen: ${seen}`,
  `Install them: npm install --save-dev ${needed.join(' ')}`,
]

/** The first line where a role could not be assumed, for whatever reason. */
export const roleNotAssumed = (role: string): string => `The role ${role} could not be assumed.`

/** The caller may not assume the role. `action`: the IAM action that was denied. */
export const roleDenied = (role: string, action: string, hasExternalId: boolean, seen: string): readonly string[] => [
  roleNotAssumed(role),
  `Last seen: ${seen}`,
  `Allow the caller ${action} on this role, and name the caller${hasExternalId ? ' and the external id' : ''} in the trust policy of the role; or correct 'aws.assumeRole'.`,
]

/** The first line where STS could not be asked, for whatever reason. */
export const notIdentified = (region: string): string =>
  `AWS could not be asked in ${region} to whom the credentials belong.`

/** STS has answered without an account or an ARN. */
export const noIdentity = (account: string | undefined, arn: string): readonly string[] => [
  'AWS did not say to whom the credentials belong.',
  `Last seen: account ${account}, ${arn}`,
]

/** The session token of the credentials has expired. */
export const expired = (key: string, seen: string): readonly string[] => [
  `The credentials have expired: AWS no longer accepts the session token of access key ${key}.`,
  seen,
  'Log in again (aws sso login), or assume the role again, and run again.',
]

/** The region is not enabled. `isAcceptedElsewhere`: whether a region that every account has accepts the credentials. */
export const regionDisabled = (region: string, isAcceptedElsewhere: boolean, seen: string): readonly string[] => [
  `Region ${region} is not enabled for the account of these credentials, or it does not accept them.`,
  isAcceptedElsewhere ? `${seen} A region that every account has accepts them.` : seen,
  `Enable the region (aws account enable-region --region-name ${region}), get the session token from STS in that region, or choose another region: 'region'.`,
]

/** The key is temporary, and was used without its session token. */
export const tokenMissing = (key: string, seen: string): readonly string[] => [
  `Access key ${key} is temporary, and its session token is missing.`,
  seen,
  'Set AWS_SESSION_TOKEN, or aws_session_token in the profile, to the token that came with the key.',
]

/** AWS does not know the key, or does not know it with this session token. */
export const unknownKey = (key: string, hasToken: boolean, region: string, seen: string): readonly string[] => [
  `AWS does not know access key ${key}${hasToken ? ', or not with this session token' : ''}.`,
  seen,
  `The key may be deleted, inactive, or of another partition than ${region}. Or access key, secret key and session token (AWS_SESSION_TOKEN) do not come from one place.`,
]

/** The signature was made with another secret key. */
export const wrongSecret = (key: string, seen: string): readonly string[] => [
  `The secret access key does not belong to access key ${key}.`,
  seen,
  'Copy both again from one place. One character more or less, even a space, makes every signature wrong.',
]

/** AWS rejects signatures for the time of this machine. `skewMs`: see `clockDiffers`. */
export const clockWrong = (skewMs: number | undefined, seen: string): readonly string[] => [
  `${clockDiffers(skewMs)}.`,
  seen,
  'Set the clock, best by NTP: AWS accepts a difference of at most five minutes.',
]

/** A warning, while AWS still accepts the difference. */
export const clockWarning = (skewMs: number): string =>
  `${clockDiffers(skewMs)}. Set it: AWS rejects every request from a difference of five minutes on.`

/** How far the clock of this machine is ahead of that of AWS, in milliseconds; negative where behind, absent where not known. */
function clockDiffers(skewMs: number | undefined): string {
  if (skewMs === undefined || Math.abs(skewMs) < 1_000) return "This machine's clock differs from the clock of AWS"
  // AWS tells its time in whole seconds only.
  const time = duration(Math.round(Math.abs(skewMs) / 1_000) * 1_000).replace('.0 s', ' s')
  return `This machine's clock is ${time} ${skewMs < 0 ? 'behind' : 'ahead of'} the clock of AWS`
}
