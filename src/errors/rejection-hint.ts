import { iamAction } from '../aws/actions/actions.ts'
import type { Endpoint, Service } from '../base/endpoint.ts'
import { neptuneActionsHint } from './neptune-actions-hint.ts'
import { roleMappingHint } from './role-mapping-hint.ts'
import type { ServiceRefusal } from './service-refusal.ts'

/** What a user can do where nothing answers. */
export const UNREACHED =
  'Check the address, and whether a security group, a proxy or a tunnel on the way lets it through.'

interface ServiceHints {
  /** What to do about status 429. */
  readonly throttled: string
  /** What to allow an identity that a policy has denied the request. */
  allow(identity: string): string
  /** Which policy to look at where nothing is said of one. */
  readonly policy: string
}

const hints: Readonly<Record<Service, ServiceHints>> = {
  opensearch: {
    throttled: 'The domain has too many requests; wait, or take a larger instance.',
    allow: (identity) => `Allow ${identity} the action in the domain's access policy, or in an IAM policy.`,
    policy: "the domain's access policy, and where it has fine-grained access control a role mapped to this identity",
  },
  neptune: {
    throttled: 'The instance has too many connections or requests; close some, or wait.',
    allow: neptuneActionsHint,
    policy: `an IAM policy with the neptune-db actions of the query, such as ${iamAction('neptune-db', 'ReadDataViaQuery')}`,
  },
}

/** What a user can do about a refusal; `undefined` where it speaks for itself. */
export function rejectionHint(endpoint: Endpoint, refusal: ServiceRefusal): string | undefined {
  const { service } = endpoint
  const { status } = refusal
  if (status === 401 || status === 403) return forbiddenHint(endpoint, refusal)
  if (status === 429) return hints[service].throttled
  if (status === 502 || status === 503 || status === 504) return 'The engine behind the endpoint is not ready, or gone.'
  return undefined
}

function forbiddenHint(endpoint: Endpoint, { name, message }: ServiceRefusal): string {
  const { service, region, signingHost } = endpoint
  switch (name) {
    case 'ExpiredTokenException':
      return 'The credentials have ended, and their provider has no newer ones: log in again, or assume the role again.'
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
      return 'Check that access key, secret key and session token (AWS_SESSION_TOKEN) come from one place, and all three reach the signer.'
    case 'MissingAuthenticationTokenException':
      return 'The request came without a signature: sign it, and look for a proxy on the way that takes the Authorization header away.'
    case 'InvalidSignatureException':
      return signatureHint(endpoint, message)
    case 'security_exception':
    case 'authorization_exception':
      return roleMappingHint(message)
  }
  const identity = /User: (arn:\S+)/.exec(message)?.[1] ?? 'this identity'
  // A policy refused who asked, where the service names the action; without a word of it anything is possible.
  if (/not authorized to perform/i.test(message)) {
    return hints[service].allow(identity)
  }
  return `Check the credentials and their session token, ${hints[service].policy}, the region (${region}), the signed host (${signingHost}) and this machine's clock.`
}

function signatureHint({ region, signingHost }: Endpoint, message: string): string {
  if (/^Signature (expired|not yet current)/i.test(message)) {
    return "Check this machine's clock: it may differ by five minutes at most."
  }
  if (/valid region/i.test(message))
    return `The client signs for the region ${region}: give it the region of the endpoint.`
  if (/correct service/i.test(message)) return "OpenSearch Service is signed for as 'es', Neptune as 'neptune-db'."
  return `Check the secret key, and the signed host (${signingHost}): through a tunnel it is the host behind it. A proxy on the way must change neither path nor body.`
}
