import { parseQuery, splitTarget, type WireRequest } from '../../sigv4/canonical-request.ts'
import { ALGORITHM } from '../../sigv4/signature.ts'
import { parseStamp } from '../../sigv4/time-stamp.ts'
import type { Refusal } from '../rejection.ts'
import type { Claim } from './claim.ts'
import { parseCredential, parseSignedHeaders, signatureFault } from './credential.ts'
import { malformed, wrongAlgorithm } from './signature-rejections.ts'

/** The longest a presigned request may be good for, in seconds: seven days, as on AWS. */
const LONGEST_S = 7 * 24 * 60 * 60

/** Reads the query form: `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=…&X-Amz-Date=…&X-Amz-Signature=…`. */
export function readQueryClaim(request: WireRequest): Claim | { readonly refusal: Refusal } {
  const parameters = new Map<string, string>()
  for (const [name, value] of parseQuery(splitTarget(request.target).query)) {
    if (!name.toLowerCase().startsWith('x-amz-')) continue
    if (parameters.has(name)) return { refusal: malformed(`The query has ${name} twice.`) }
    parameters.set(name, value)
  }
  const algorithm = parameters.get('X-Amz-Algorithm')
  if (algorithm !== undefined && algorithm !== ALGORITHM) return { refusal: wrongAlgorithm(algorithm) }
  const claim = readParameters(parameters)
  return typeof claim === 'string' ? { refusal: malformed(claim) } : claim
}

function readParameters(parameters: ReadonlyMap<string, string>): Claim | string {
  const required = ['Algorithm', 'Credential', 'Date', 'SignedHeaders', 'Signature'].map((name) => `X-Amz-${name}`)
  const missing = required.find((name) => !parameters.get(name))
  if (missing !== undefined) return `The query has no ${missing}.`
  const [, credentialText = '', stamp = '', headersText = '', signature = ''] = required.map((name) =>
    parameters.get(name),
  )
  const fault = signatureFault(signature)
  if (fault !== undefined) return fault
  const credential = parseCredential(credentialText)
  if (typeof credential === 'string') return credential
  const signedHeaders = parseSignedHeaders(headersText)
  if (typeof signedHeaders === 'string') return signedHeaders
  const epochMs = parseStamp(stamp)
  if (epochMs === undefined) return `X-Amz-Date, '${stamp}', is not a time.`
  const expires = parseExpires(parameters.get('X-Amz-Expires'))
  if (typeof expires === 'string') return expires
  const sessionToken = parameters.get('X-Amz-Security-Token')
  // Signers move a header of that name into the query as they find it.
  const payload = [...parameters].find(([name]) => name.toLowerCase() === 'x-amz-content-sha256')?.[1]
  return {
    form: 'query',
    ...credential,
    signedHeaders,
    signature,
    time: { source: 'X-Amz-Date', stamp, epochMs },
    ...expires,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(payload === undefined ? {} : { payload }),
  }
}

/** Without it the signature is good for as long as one in a header: aws4 leaves it out for all services but S3. */
function parseExpires(text: string | undefined): { expiresMs: number } | Record<never, never> | string {
  if (text === undefined) return {}
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (seconds >= 1 && seconds <= LONGEST_S) return { expiresMs: seconds * 1000 }
  return `X-Amz-Expires, '${text}', is not a number of seconds from 1 to ${LONGEST_S}.`
}
