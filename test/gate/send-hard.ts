import type { Endpoint } from '../../src/base/endpoint.ts'
import type { Form } from '../sigv4/vectors.ts'
import type { HardTarget, Signer } from './hard-targets.ts'
import { openTestGate, readReply, send, startUpstream } from './open-test-gate.ts'
import type { SignedDraft } from './signers.ts'

/** A gate over an engine that answers with the target it got. */
export async function openToEcho(): Promise<Endpoint> {
  const upstream = await startUpstream((request, response) => {
    response.setHeader('x-target', request.url ?? '').end()
  })
  return (await openTestGate({ service: 'opensearch', enginePort: () => upstream.port })).endpoint
}

/** What became of one signed request that really was sent. */
export interface Outcome {
  readonly signer: Signer
  readonly form: Form
  readonly name: string
  readonly status: number
  /** Whether the engine got the target byte for byte but for the signature in it, or the rejection that came instead. */
  readonly got: 'the same' | (string & {})
}

/** Sends a signed request to the gate, and says what came of it. */
export async function sendHard(
  endpoint: Endpoint,
  { name, method = 'GET', body }: HardTarget,
  signer: Signer,
  form: Form,
  signed: SignedDraft,
): Promise<Outcome> {
  const draft = { method, path: signed.target, ...(body === undefined ? {} : { body }) }
  const reply = await readReply(send(endpoint, draft, signed.headers))
  const target = reply.headers['x-target']
  const sent = signed.target.replace(/(?<=[?&])X-Amz-[^&]*(?:&|$)/g, '').replace(/[?&]$/, '')
  const got = target === undefined ? String(reply.body) : target === sent ? 'the same' : String(target)
  return { signer, form, name, status: reply.status, got }
}

/** Whether a signer's request is one that the services accept. */
export function isAccepted({ rejected = {} }: HardTarget, signer: Signer, form: Form): boolean {
  return rejected[signer] !== form && rejected[signer] !== 'both'
}
