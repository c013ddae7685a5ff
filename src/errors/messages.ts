/** The wording of errors about rejections, waits and cleanups, and of what a user can do about them. */
import type { Service } from '../base/endpoint.ts'

/** The last line of an error that leaves the package. The npm package contains this file, which has a heading for each code. */
export const linkTo = (code: string) => `See vitest-aws-fixtures/docs/errors.md#${code.toLowerCase()}`

/** What was observed last: an error of any library, or a text. */
export const lastSeen = (seen: string) => `Last seen: ${seen}`

/** The answer of a service. `name` is the type of the answer. */
export const answered = (status: number, name: string, text: string) => `${status} ${rejection(name, text)}`

/** The answer of a service without its status, where that was named already. */
export const rejection = (name: string, text: string) => `${name}: ${text || '(no text)'}`

/** The record of a wait when its time ran out. */
export interface WaitRecord {
  readonly what: string
  readonly target: string
  readonly lastState: string
  readonly elapsedMs: number
  readonly attempts: number
  /** How often each state was seen. */
  readonly seen: Readonly<Record<string, number>>
  /** How often a poll failed with each error, by its name or code; absent where no poll failed. */
  readonly errors?: Readonly<Record<string, number>>
  /** The text of the last of these errors. */
  readonly lastError?: string
}

/** A resource did not reach the wanted state in time. */
export const waitTimedOut = ({ what, target, lastState, elapsedMs, attempts, seen, errors, lastError }: WaitRecord) => {
  const failed = errors ? ` Failed polls: ${counts(errors)}; the last: ${lastError?.split('\n')[0] ?? ''}` : ''
  return [
    `${what} did not become ${target} within ${(elapsedMs / 1000).toFixed(1)} s.`,
    `Last state: ${lastState}. Seen in ${attempts} polls: ${counts(seen) || 'nothing'}.${failed}`,
  ]
}

/** `creating x12, throttled x3` */
const counts = (times: Readonly<Record<string, number>>): string =>
  Object.entries(times)
    .map(([word, count]) => `${word} x${count}`)
    .join(', ')

/** Steps of a cleanup have failed, each with the text of its error. */
export const cleanupNotProved = (failures: readonly (readonly [step: string, text: string])[]) => [
  `The cleanup could not be proved: ${failures.length} of its steps failed.`,
  ...failures.map(([step, text]) => `- ${step}: ${text.replaceAll('\n', '\n  ')}`),
]

// Hints: what a user can do

/** Nothing answers at an address. */
export const checkTheWay = () =>
  'Check the address, and that every security group, proxy and tunnel on the way lets the connection through.'

/** 429. */
export const tooManyRequests = (service: Service) => throttled[service]

const throttled: Readonly<Record<Service, string>> = {
  opensearch: 'The domain has too many requests. Wait, or choose a larger instance type.',
  neptune: 'The instance has too many connections or requests. Close some connections, or wait.',
}

/** 502, 503 or 504. */
export const engineNotReady = () => 'The engine behind the endpoint is not ready, or it has stopped.'

export const credentialsExpired = () =>
  'The credentials have expired, and their provider has no newer ones. Log in again, or assume the role again.'

/** The access key is unknown, or unknown with this session token. */
export const credentialsUnknown = () =>
  'Take the access key, the secret key and the session token (AWS_SESSION_TOKEN) from one place, and check that all three reach the signer.'

export const unsigned = () =>
  'The request has no signature. Sign it, and check whether a proxy on the way removes the Authorization header.'

/** The signature is too old, or its time is in the future. */
export const clockIsWrong = () =>
  "Check this machine's clock. It may differ from the clock of AWS by five minutes at most."

export const wrongRegion = (region: string) =>
  `The client signs for the region ${region}. Give it the region of the endpoint.`

export const wrongSigningName = () =>
  "A client signs for the service 'es' to use OpenSearch Service, and for 'neptune-db' to use Neptune."

/** The signature differs from the one that the service has calculated. */
export const wrongSignature = (signingHost: string) =>
  `Check the secret key and the signed host (${signingHost}). Through a tunnel, the signed host is the one behind the tunnel. A proxy on the way must not change the path or the body.`

/** A policy does not allow the request to a domain. AWS names the identity, but not always the action. */
export const allowOnDomain = (identity: string) =>
  `Allow ${identity} the action in the domain's access policy, or in an IAM policy.`

/** Neptune denied a request: the actions that a run needs. */
export const allowOnNeptune = (identity: string, actions: readonly string[], oldAction: string) =>
  `Allow ${identity} in an IAM policy what a run needs: ${actions.join(', ')}. ${connectIsNotEnough(oldAction)}`

/** For each denial of Neptune: a policy from before engine 1.2.0.0 allows no query. */
export const connectIsNotEnough = (oldAction: string) =>
  `Since engine 1.2.0.0 the action ${oldAction} is not enough. A change of a policy takes up to 10 minutes to take effect.`

/** 401 or 403, and the service does not say why. `readAction`: an action of a query to Neptune. */
export const forbidden = (service: Service, region: string, signingHost: string, readAction: string) =>
  `Check all of these: the credentials and their session token; ${policies(readAction)[service]}; the region (${region}); the signed host (${signingHost}); this machine's clock.`

const policies = (readAction: string): Readonly<Record<Service, string>> => ({
  opensearch: "the domain's access policy, and with fine-grained access control a role that is mapped to this identity",
  neptune: `an IAM policy with the neptune-db actions of the query, such as ${readAction}`,
})

/** Fine-grained access control of a domain rejected the request. `permission` is the missing one, where the service names it. */
export const mapRole = (who: MappedTo, permission: string | undefined) => {
  const whom = 'role' in who ? `the backend role ${who.role}` : 'user' in who ? `the user ${who.user}` : UNNAMED
  return (
    `The access policy allowed the request, and fine-grained access control rejected it. Map ${whom} to a role that has ` +
    `${permission ?? 'this permission'}. A run needs ${RUN_PERMISSIONS}.`
  )
}

/** The user that fine-grained access control names, if any. */
export type MappedTo = { readonly role: string } | { readonly user: string } | { readonly nobody: true }

const UNNAMED = "the ARN of this identity's IAM role"

/** The permissions of fine-grained access control that a run needs on a domain. */
const RUN_PERMISSIONS =
  "the cluster permissions 'cluster_monitor' and 'cluster_composite_ops' and the index permission 'indices_all' on 'vaf-*'"
