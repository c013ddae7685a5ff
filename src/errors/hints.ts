/** What a user can do about a rejection, by the endpoint and the service's answer. */
import { actionsOf, iamAction } from '../aws/actions/actions.ts'
import { OLD_NEPTUNE_ACTION } from '../aws/actions/iam-actions.ts'
import type { Endpoint, Service } from '../base/endpoint.ts'
import * as messages from './messages.ts'
import type { ServiceRejection } from './service-rejection.ts'

/** What a user can do when nothing answers. */
export const UNREACHED = messages.checkTheWay()

/** The hint about a rejection; `undefined` where the rejection is clear enough. */
export function rejectionHint(endpoint: Endpoint, rejection: ServiceRejection): string | undefined {
  const { status } = rejection
  if (status === 401 || status === 403) return forbiddenHint(endpoint, rejection)
  if (status === 429) return messages.tooManyRequests(endpoint.service)
  if (status === 502 || status === 503 || status === 504) return messages.engineNotReady()
  return undefined
}

function forbiddenHint(endpoint: Endpoint, { name, message }: ServiceRejection): string {
  switch (name) {
    case 'ExpiredTokenException':
      return messages.credentialsExpired()
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
      return messages.credentialsUnknown()
    case 'MissingAuthenticationTokenException':
      return messages.unsigned()
    case 'InvalidSignatureException':
      return signatureHint(endpoint, message)
    case 'security_exception':
    case 'authorization_exception':
      return roleMappingHint(message)
  }
  const { service, region, signingHost } = endpoint
  const identity = /User: (arn:\S+)/.exec(message)?.[1] ?? 'this identity'
  // Only a rejection by a policy has these words. Any other rejection can have any reason.
  if (/not authorized to perform/i.test(message)) {
    return allowHints[service](identity)
  }
  return messages.forbidden(service, region, signingHost, iamAction('neptune-db', 'ReadDataViaQuery'))
}

function signatureHint({ region, signingHost }: Endpoint, message: string): string {
  if (/^Signature (expired|not yet current)/i.test(message)) return messages.clockIsWrong()
  if (/valid region/i.test(message)) return messages.wrongRegion(region)
  if (/correct service/i.test(message)) return messages.wrongSigningName()
  return messages.wrongSignature(signingHost)
}

/** What to allow an identity whose request Neptune has denied. */
export const neptuneActionsHint = (identity: string): string =>
  messages.allowOnNeptune(identity, actionsOf('NeptuneQueries'), OLD_NEPTUNE_ACTION)

/** What to allow an identity whose request a policy has denied. */
const allowHints: Readonly<Record<Service, (identity: string) => string>> = {
  opensearch: messages.allowOnDomain,
  neptune: neptuneActionsHint,
}

/** The hint for every denial of Neptune. */
export const CONNECT_IS_NOT_ENOUGH = messages.connectIsNotEnough(OLD_NEPTUNE_ACTION)

/**
 * What to map where fine-grained access control rejected a request that the access policy had allowed. Its text names the
 * missing permission and the user: `no permissions for [indices:admin/create] and User [name=…, backend_roles=[arn:…], requestedTenant=null]`.
 */
export function roleMappingHint(message: string): string {
  const permission = /no permissions for \[([^\]]+)\]/.exec(message)?.[1]
  const role = /backend_roles=\[\s*([^\],\s]+)/.exec(message)?.[1]
  const user = /User \[name=([^,\]]+)/.exec(message)?.[1]
  return messages.mapRole(role ? { role } : user ? { user } : { nobody: true }, permission)
}
