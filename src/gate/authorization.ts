/** The parts of `AWS4-HMAC-SHA256 Credential=…/…/…/…/aws4_request, SignedHeaders=…, Signature=…`. */
export interface Authorization {
  readonly accessKeyId: string
  /** `YYYYMMDD`. */
  readonly date: string
  readonly region: string
  /** The signing name: `es`. */
  readonly service: string
  /** Lower case, in the client's order. */
  readonly signedHeaders: readonly string[]
  /** 64 lower-case hex digits. */
  readonly signature: string
}

export const ALGORITHM = 'AWS4-HMAC-SHA256'

/** Reads an Authorization header whose algorithm is known to be ours. A text says what is wrong with it. */
export function parseAuthorization(header: string): Authorization | string {
  const parts = new Map<string, string>()
  for (const piece of header.slice(ALGORITHM.length).split(',')) {
    const text = piece.trim()
    const equals = text.indexOf('=')
    if (equals < 0) return `'${text}' is not a key=value pair.`
    const key = text.slice(0, equals)
    if (parts.has(key)) return `'${key}' is there twice.`
    parts.set(key, text.slice(equals + 1))
  }
  const credential = parts.get('Credential')
  const signedHeaders = parts.get('SignedHeaders')
  const signature = parts.get('Signature')
  if (!credential) return `It has no 'Credential'.`
  if (!signedHeaders) return `It has no 'SignedHeaders'.`
  if (!signature) return `It has no 'Signature'.`
  if (!/^[0-9a-f]{64}$/.test(signature)) return 'The signature is not 64 lower-case hex digits.'

  const [accessKeyId, date, region, service, terminator, ...rest] = credential.split('/')
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    return `The credential is not <access key>/<date>/<region>/<service>/aws4_request.`
  }
  if (!/^\d{8}$/.test(date)) return `The date in the credential, '${date}', is not YYYYMMDD.`

  const names = signedHeaders.split(';')
  if (names.some((name) => name !== name.toLowerCase())) return 'The signed headers are not in lower case.'
  if (names.some((name, at) => at > 0 && name <= (names[at - 1] ?? ''))) {
    return 'The signed headers are not sorted, or one is named twice.'
  }
  return { accessKeyId, date, region, service, signedHeaders: names, signature }
}
