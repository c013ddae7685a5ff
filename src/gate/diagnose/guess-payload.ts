import { gunzipSync } from 'node:zlib'
import { sha256 } from '../../sigv4/canonical-request.ts'
import { type Guess, type Mismatch, signed } from './guess.ts'

/** What a body may have been when it was hashed, by the hash that then was signed; with what to say of it. */
export function otherPayloads(body: Buffer | undefined): Map<string, string> {
  const found = new Map<string, string>()
  const add = (content: Buffer | string | undefined, says: string) => {
    if (content !== undefined) found.set(sha256(content), says)
  }
  if (body !== undefined && body.length <= MOST_BYTES) {
    const text = body.toString('utf8')
    add(without(body, '\r\n') ?? without(body, '\n'), 'A line break was added to it after it had been signed.')
    add(`${text}\n`, 'The line break at its end was removed after it had been signed.')
    add(unzipped(body), 'It was signed before it was compressed: compress first, then sign.')
    add(reserialised(text), 'It was written as JSON again after it had been signed: sign the very text that is sent.')
  }
  add('', 'An empty body was signed: give the body to the signer.')
  return found
}

/** The client signed another body than it sent. */
export function guessPayloads({ request, signable }: Mismatch): Guess[] {
  const guess = (payload: string, says: string) => signed('payload', { payload }, `The payload differs. ${says}`)
  return [
    ...[...otherPayloads(request.body)].map(([hash, says]) => guess(hash, says)),
    guess(
      'UNSIGNED-PAYLOAD',
      "'UNSIGNED-PAYLOAD' was signed in its place, which only S3 accepts: sign the body's hash.",
    ),
    guess('', 'Nothing was signed in its place: sign the hash of the body, also where it is empty.'),
  ].filter((it) => it.apply({ signable, secret: '' }).signable.payload !== signable.payload)
}

function without(body: Buffer, end: string): Buffer | undefined {
  return body.toString('latin1').endsWith(end) ? body.subarray(0, -end.length) : undefined
}

function unzipped(body: Buffer): Buffer | undefined {
  try {
    return gunzipSync(body, { maxOutputLength: MOST_BYTES })
  } catch {
    // No gzip, or too much of it: then this is not the cause, or cannot be seen.
    return undefined
  }
}

function reserialised(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text))
  } catch {
    // No JSON: then this is not the cause.
    return undefined
  }
}

/** A body that is larger, or would be once unpacked, is not worth the search for a cause: all requests wait for it. */
const MOST_BYTES = 1024 * 1024
