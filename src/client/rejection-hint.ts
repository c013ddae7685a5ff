import type { Endpoint } from '../resource/endpoint.ts'

/** What a user can do where nothing answers. */
export const UNREACHED =
  'Check the address, and whether a security group, a proxy or a tunnel on the way lets it through.'

/** What a user can do about an answer with this status; `undefined` where the answer speaks for itself. */
export function rejectionHint({ service, region, signingHost }: Endpoint, status: number): string | undefined {
  if (status === 401 || status === 403) {
    const policy =
      service === 'neptune'
        ? 'an IAM policy with the neptune-db actions of the query, such as neptune-db:ReadDataViaQuery'
        : "the domain's access policy, and where it has fine-grained access control a role mapped to this identity"
    return `Check the credentials and their session token, ${policy}, the region (${region}), the signed host (${signingHost}) and this machine's clock.`
  }
  if (status === 429) {
    return service === 'neptune'
      ? 'The instance has too many connections or requests; close some, or wait.'
      : 'The domain has too many requests; wait, or take a larger instance.'
  }
  if (status === 502 || status === 503 || status === 504) return 'The engine behind the endpoint is not ready, or gone.'
  return undefined
}
