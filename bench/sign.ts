import { createHash, createHmac } from 'node:crypto'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import { SignatureV4 } from '@smithy/signature-v4'
import aws4 from 'aws4'
import type { Endpoint } from '../src/base/endpoint.ts'
import { signedHeaders } from '../src/clients/sign.ts'
import { mintCredentials } from '../src/gate/mint-credentials.ts'
import { verifySignature } from '../src/gate/verify/sigv4-verifier.ts'
import { sha256 } from '../src/sigv4/canonical-request.ts'
import { machine, quantile, table } from './support/measure.ts'

const credentials = mintCredentials()
const host = '127.0.0.1:9200'
const region = 'eu-west-1'
const endpoint: Endpoint = { service: 'opensearch', url: `https://${host}`, region, signingHost: host }
const path = '/airports/_search?size=10'
const headers = { 'content-type': 'application/json', 'user-agent': 'bench' }

/** What one signature costs, with a search and with a body of 1 MB; the hash of the body is part of it everywhere. */
export async function bench(): Promise<void> {
  const rows = [['', 'search', 'to ours', '1 MB body', 'to ours']]
  const bodies = ['{"size":10,"query":{"match":{"city":"Boston"}}}', 'x'.repeat(1024 * 1024)] as const
  const signers = await signersOf()
  const costs = new Map<string, number[]>()
  // In rounds, so that whatever else the machine does is shared out fairly.
  for (let round = 0; round < 7; round++) {
    for (const [at, body] of bodies.entries()) {
      for (const [name, sign] of signers) {
        const key = `${name}/${at}`
        costs.set(key, [...(costs.get(key) ?? []), await costOf(() => sign(body), at === 0 ? 2000 : 20)])
      }
    }
  }
  const cost = (name: string, at: number) => quantile(costs.get(`${name}/${at}`) ?? [], 0.5)
  const ours = signers.keys().next().value ?? ''
  for (const name of signers.keys()) {
    const cells = [0, 1].flatMap((at) => [
      `${cost(name, at).toFixed(1)} us`,
      `${(cost(name, at) / cost(ours, at)).toFixed(2)} x`,
    ])
    rows.push([name, ...cells])
  }
  console.log(`${machine()}\n\n${table(rows)}\n\nMicroseconds for one request, the median of 7 rounds.`)
}

type Sign = (body: string) => unknown

async function signersOf(): Promise<Map<string, Sign>> {
  const smithy = new SignatureV4({ service: 'es', region, credentials, sha256: NodeSha256 })
  const { Connection } = AwsSigv4Signer({ region, service: 'es', getCredentials: async () => credentials as never })
  const official = new Connection({ url: new URL(endpoint.url) } as never)
  // The official signer takes the credentials it was given for one request, and keeps them.
  const auth = { credentials, region, service: 'es' }
  const verified = signedHeaders({ method: 'POST', path, headers, body: '' }, endpoint, credentials)
  const wire = { method: 'POST', target: path, headers: Object.entries(verified), bodySha256: sha256('') }
  return new Map<string, Sign>([
    ['ours', (body) => signedHeaders({ method: 'POST', path, headers, body }, endpoint, credentials)],
    [
      'aws4',
      (body) =>
        aws4.sign({ service: 'es', region, method: 'POST', path, headers: { ...headers, host }, body }, {
          ...credentials,
        } as never),
    ],
    [
      'smithy, with hashes by Node',
      (body) =>
        smithy.sign({
          method: 'POST',
          protocol: 'https:',
          hostname: '127.0.0.1',
          path: '/airports/_search',
          query: { size: '10' },
          headers: { ...headers, host },
          body,
        }),
    ],
    [
      'opensearch-js',
      (body) =>
        official.buildRequestObject({
          method: 'POST',
          path: '/airports/_search',
          querystring: 'size=10',
          headers,
          body,
          auth,
        } as never),
    ],
    [
      'the gate verifying',
      (body) => {
        sha256(body)
        return verifySignature(wire, {
          region,
          service: 'es',
          identify: () => ({ credentials, worker: 1 }),
          hosts: [host],
          now: () => Date.now(),
        })
      },
    ],
  ])
}

async function costOf(run: () => unknown, times: number): Promise<number> {
  const start = performance.now()
  for (let turn = 0; turn < times; turn++) await run()
  return ((performance.now() - start) * 1000) / times
}

/** The AWS SDK's hash in Node: its Node packages use this, its default in browsers is in JavaScript. */
class NodeSha256 {
  readonly #hash
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array)
  }
  update(content: unknown): void {
    this.#hash.update(content as Uint8Array)
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest()
  }
  reset(): void {}
}
