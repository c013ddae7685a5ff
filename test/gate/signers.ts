import { execFile } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { buildQueryString, parseQueryString } from '@smithy/core/protocols'
import { SignatureV4 } from '@smithy/signature-v4'
import type { AwsCredentials } from '../../src/base/credentials.ts'
import { type Endpoint, signingNames } from '../../src/base/endpoint.ts'
import type { Form } from '../sigv4/vectors.ts'
import { type OwnPython, ownPython } from '../support/python/own-python.ts'
import type { HardTarget } from './hard-targets.ts'
import { credentialsOf, signWithAws4 } from './open-test-gate.ts'

/** What a client that uses a signer sends in the end. */
export interface SignedDraft {
  readonly target: string
  readonly headers: Record<string, string>
}

/** The AWS SDK's hash, by Node: the one in JavaScript is slow. */
export class NodeSha256 {
  readonly #hash
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret))
  }
  update(content: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(content))
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {}
}

function bytesOf(content: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content)
  return ArrayBuffer.isView(content)
    ? new Uint8Array(content.buffer, content.byteOffset, content.byteLength)
    : new Uint8Array(content)
}

/** Signs with aws4 and sends, as its users do, the path it gives back. */
export function aws4Signed(endpoint: Endpoint, { method, target, body }: HardTarget, form: Form): SignedDraft {
  const draft = { path: target, ...(method && { method }), ...(body !== undefined && { body }) }
  const { path = '/', headers } = signWithAws4(endpoint, draft, { signQuery: form === 'query' })
  return { target: path, headers: asStrings(headers ?? {}) }
}

/** Signs as the AWS SDKs for JavaScript do, and sends what their HTTP handlers do. */
export async function smithySigned(endpoint: Endpoint, hard: HardTarget, form: Form): Promise<SignedDraft> {
  const { method = 'GET', target, body } = hard
  const [path = '/', query = ''] = target.split(/\?(.*)/s)
  const signer = new SignatureV4({
    service: signingNames[endpoint.service],
    region: endpoint.region,
    credentials: credentialsOf(1),
    sha256: NodeSha256,
  })
  const request = {
    method,
    protocol: 'https:',
    hostname: '127.0.0.1',
    path,
    query: parseQueryString(query),
    headers: { host: endpoint.signingHost },
    ...(body === undefined ? {} : { body }),
  }
  const signed = await (form === 'query' ? signer.presign(request) : signer.sign(request))
  const sent = buildQueryString(signed.query ?? {})
  return { target: sent === '' ? signed.path : `${signed.path}?${sent}`, headers: signed.headers }
}

const folder = fileURLToPath(new URL('./botocore/', import.meta.url))
const run = promisify(execFile)

/** Installs botocore, pinned, into a folder of its own. Fails where there is no Python 3 or no package index. */
export async function installBotocore(): Promise<Botocore> {
  return new Botocore(await ownPython('botocore', join(folder, 'requirements.txt')))
}

/** botocore in a Python of its own. */
export class Botocore {
  readonly #own: OwnPython

  constructor(own: OwnPython) {
    this.#own = own
  }

  /** Signs all of them in one process. */
  async sign(endpoint: Endpoint, targets: readonly HardTarget[], form: Form): Promise<SignedDraft[]> {
    const credentials: AwsCredentials = credentialsOf(1)
    const requests = targets.map(({ method = 'GET', target, body = '' }) => ({
      form,
      method,
      url: `${endpoint.url}${target}`,
      headers: { Host: endpoint.signingHost },
      body,
      service: signingNames[endpoint.service],
      region: endpoint.region,
      credentials,
    }))
    const running = run(this.#own.python, [join(folder, 'sign.py')], { maxBuffer: 16 * 1024 * 1024 })
    running.child.stdin?.end(JSON.stringify(requests))
    return JSON.parse((await running).stdout) as SignedDraft[]
  }

  remove(): Promise<void> {
    return this.#own.remove()
  }
}

function asStrings(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
