import { headerValues, parseQuery, splitTarget, type WireRequest } from '../../sigv4/canonical-request.ts'
import type { Refusal } from '../rejection.ts'
import type { Claim } from './claim.ts'
import { readHeaderClaim } from './header-claim.ts'
import { readQueryClaim } from './query-claim.ts'
import { malformed, unsigned } from './signature-rejections.ts'

/** Reads what a request says of its signature, in either form. */
export function readClaim(request: WireRequest): Claim | { readonly refusal: Refusal } {
  const [authorization, second] = headerValues(request.headers, 'authorization')
  const isPresigned = namesSignature(splitTarget(request.target).query)
  if (authorization === undefined) return isPresigned ? readQueryClaim(request) : { refusal: unsigned() }
  if (second !== undefined) return { refusal: malformed('There are two Authorization headers.') }
  if (isPresigned) return { refusal: malformed('The request is signed twice: in a header and in its query.') }
  return readHeaderClaim(request, authorization.trim())
}

/** By decoded names: a name can be spelt with escapes, and the canonical form leaves the signature out by what it means. */
function namesSignature(query: string): boolean {
  if (!/%|X-Amz-/.test(query)) return false
  return parseQuery(query).some(([name]) => name === 'X-Amz-Signature' || name === 'X-Amz-Algorithm')
}
