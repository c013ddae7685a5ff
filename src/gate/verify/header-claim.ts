import { headerValues, type WireRequest } from '../../sigv4/canonical-request.ts'
import { ALGORITHM } from '../../sigv4/signature.ts'
import type { Refusal } from '../rejection.ts'
import type { Claim } from './claim.ts'
import { parseCredential, parseSignedHeaders, signatureFault } from './credential.ts'
import { malformed, wrongAlgorithm } from './signature-rejections.ts'
import { parseSigningTime } from './signing-time.ts'

/** Reads `AWS4-HMAC-SHA256 Credential=…/…/…/…/aws4_request, SignedHeaders=…, Signature=…` and the headers beside it. */
export function readHeaderClaim(request: WireRequest, authorization: string): Claim | { readonly refusal: Refusal } {
  if (!/^AWS4-HMAC-SHA256(?:\s|$)/.test(authorization)) {
    return { refusal: wrongAlgorithm(authorization.split(/\s/, 1)[0] ?? '') }
  }
  const fields = parseFields(authorization.slice(ALGORITHM.length))
  if (typeof fields === 'string') return { refusal: malformed(fields) }

  const time = parseSigningTime(request.headers)
  if (typeof time === 'string') return { refusal: malformed(time) }
  const [sessionToken, second] = headerValues(request.headers, 'x-amz-security-token')
  if (second !== undefined) return { refusal: malformed('There are two X-Amz-Security-Token headers.') }
  const [payload] = headerValues(request.headers, 'x-amz-content-sha256')
  return {
    form: 'header',
    ...fields,
    time,
    ...(sessionToken === undefined ? {} : { sessionToken: sessionToken.trim() }),
    ...(payload === undefined ? {} : { payload: payload.trim() }),
  }
}

type Fields = Pick<Claim, 'accessKeyId' | 'scope' | 'signedHeaders' | 'signature'>

/** Reads what follows the algorithm. A text says what is wrong with it. */
function parseFields(text: string): Fields | string {
  const parts = splitFields(text)
  if (typeof parts === 'string') return parts
  const [credentialText, headersText, signature] = parts
  if (!credentialText) return `It has no 'Credential'.`
  if (!headersText) return `It has no 'SignedHeaders'.`
  if (!signature) return `It has no 'Signature'.`
  const fault = signatureFault(signature)
  if (fault !== undefined) return fault
  const credential = parseCredential(credentialText)
  if (typeof credential === 'string') return credential
  const signedHeaders = parseSignedHeaders(headersText)
  return typeof signedHeaders === 'string' ? signedHeaders : { ...credential, signedHeaders, signature }
}

/** As every signer writes it. */
const usual = /^\s+Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([^,\s]+)$/

/** Credential, signed headers and signature, where they are there. A text says what is wrong. */
function splitFields(text: string): readonly (string | undefined)[] | string {
  const match = usual.exec(text)
  if (match) return match.slice(1)
  const parts = new Map<string, string>()
  for (const piece of text.split(',')) {
    const part = piece.trim()
    const equals = part.indexOf('=')
    if (equals < 0) return `'${part}' is not a key=value pair.`
    const key = part.slice(0, equals)
    if (parts.has(key)) return `'${key}' is there twice.`
    parts.set(key, part.slice(equals + 1))
  }
  return ['Credential', 'SignedHeaders', 'Signature'].map((key) => parts.get(key))
}
