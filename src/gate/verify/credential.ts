import type { Scope } from '../../sigv4/signature.ts'

/** Whose signature it is and what its key is good for. */
export interface Credential {
  readonly accessKeyId: string
  readonly scope: Scope
}

/** Reads `<access key>/<date>/<region>/<service>/aws4_request`. A text says what is wrong with it. */
export function parseCredential(text: string): Credential | string {
  const [accessKeyId, date, region, service, terminator, ...rest] = text.split('/')
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || rest.length > 0) {
    return `The credential is not <access key>/<date>/<region>/<service>/aws4_request.`
  }
  if (!/^\d{8}$/.test(date)) return `The date in the credential, '${date}', is not YYYYMMDD.`
  return { accessKeyId, scope: { date, region, service } }
}

/** Reads `host;x-amz-date`. A text says what is wrong with it. */
export function parseSignedHeaders(text: string): readonly string[] | string {
  const names = text.split(';')
  if (text !== text.toLowerCase()) return 'The signed headers are not in lower case.'
  if (names.some((name, at) => at > 0 && name <= (names[at - 1] ?? ''))) {
    return 'The signed headers are not sorted, or one is named twice.'
  }
  return names
}

/** What is wrong with a signature; `undefined` where it is 64 lower-case hex digits. */
export function signatureFault(text: string): string | undefined {
  return /^[0-9a-f]{64}$/.test(text) ? undefined : 'The signature is not 64 lower-case hex digits.'
}
