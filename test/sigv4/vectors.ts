import { readdirSync, readFileSync } from 'node:fs'
import type { Identity } from '../../src/gate/gate.ts'
import type { VerifierOptions } from '../../src/gate/verify/sigv4-verifier.ts'
import { sha256, type WireHeader, type WireRequest } from '../../src/sigv4/canonical-request.ts'

const root = new URL('../sigv4-vectors/v4/', import.meta.url)

/** Where a signature stands. */
export type Form = 'header' | 'query'

/** One of AWS's own test vectors, in one of its forms. */
export interface Vector {
  readonly name: string
  readonly form: Form
  readonly request: WireRequest
  readonly body: string
  readonly options: VerifierOptions
  readonly canonicalRequest: string
  readonly stringToSign: string
  readonly signature: string
  /** How long the signature is valid, in milliseconds. */
  readonly lifeMs: number
}

interface Context {
  readonly credentials: { access_key_id: string; secret_access_key: string; token?: string }
  readonly expiration_in_seconds: number
  readonly normalize: boolean
  readonly region: string
  readonly service: string
  readonly timestamp: string
}

export const vectorNames: readonly string[] = readdirSync(root).sort()

/** Reads a vector. Each character of its texts stands for one byte. */
export function readVector(name: string, form: Form = 'header'): Vector {
  const read = (file: string) => readFileSync(new URL(`${name}/${file}`, root), 'latin1')
  const context = JSON.parse(read('context.json')) as Context
  const { access_key_id, secret_access_key, token } = context.credentials
  const identity: Identity = {
    credentials: {
      accessKeyId: access_key_id,
      secretAccessKey: secret_access_key,
      ...(token === undefined ? {} : { sessionToken: token }),
    },
    worker: 1,
  }
  const { body, ...head } = parseRequest(read(`${form}-signed-request.txt`))
  return {
    name,
    form,
    body,
    request: { ...head, bodySha256: sha256(Buffer.from(body, 'latin1')) },
    canonicalRequest: read(`${form}-canonical-request.txt`),
    stringToSign: read(`${form}-string-to-sign.txt`),
    signature: read(`${form}-signature.txt`),
    lifeMs: form === 'query' ? context.expiration_in_seconds * 1000 : 5 * 60_000,
    options: {
      region: context.region,
      service: context.service,
      identify: (key) => (key === access_key_id ? identity : undefined),
      hosts: ['example.amazonaws.com'],
      now: () => Date.parse(context.timestamp),
      normalizePath: context.normalize,
    },
  }
}

function parseRequest(text: string) {
  const [head = '', ...rest] = text.split('\n\n')
  const [requestLine = '', ...lines] = head.replace(/\n[ \t]+/g, ' ').split('\n')
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(requestLine) ?? []
  const headers = lines
    .filter((line) => line !== '')
    .map((line): WireHeader => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)])
  return { method, target, headers, body: rest.join('\n\n') }
}
