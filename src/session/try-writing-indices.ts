import { readDenial } from '../aws/denial.ts'
import { createOpenSearchClient } from '../client/opensearch-client.ts'
import { lastSeen, refusalOf } from '../client/refusal-of.ts'
import { roleMappingHint } from '../client/role-mapping-hint.ts'
import type { ServiceRefusal } from '../client/service-refusal.ts'
import { ClientRejectedError, PermissionError } from '../errors.ts'
import { probeName } from './probe-name.ts'
import type { RunningService } from './session-context.ts'
import { NotWritable, writeIndices } from './write-indices.ts'

type Tried = Pick<RunningService, 'endpoint' | 'credentials' | 'signal'>

/** All that clients of a domain ask with, as IAM names it. */
const HTTP_ACTIONS = 'es:ESHttpDelete, es:ESHttpGet, es:ESHttpHead, es:ESHttpPost and es:ESHttpPut'

/**
 * Whether a run may do on a domain what it will have to: with indices of its own, of which nothing is left. Fails with a
 * PermissionError that says what is to be allowed, or with a ClientRejectedError where something else is in the way.
 */
export async function tryWritingIndices({ endpoint, credentials, signal }: Tried): Promise<void> {
  const client = createOpenSearchClient({ endpoint, credentials })
  try {
    await writeIndices(client, `${probeName()}-`, signal)
  } catch (error) {
    if (!(error instanceof NotWritable)) throw error
    const { step, left, cause } = error
    const refusal = refusalOf(cause)
    const what = `The domain at ${endpoint.url} does not let this identity do what a run does there: ${step.what} was refused`
    const isDenied = refusal?.status === 401 || refusal?.status === 403
    if (!refusal || !isDenied || isBlock(refusal)) {
      const hint = refusal && isBlock(refusal) ? BLOCKED : 'Look at what the domain says of itself; nothing was loaded.'
      throw new ClientRejectedError(
        [`The domain at ${endpoint.url} failed at what a run does there: ${step.what}.`, lastSeen(cause), hint, left],
        { endpoint: endpoint.url, status: refusal?.status, cause },
      )
    }
    const isMapped = refusal.name === 'security_exception' || refusal.name === 'authorization_exception'
    const denial = readDenial(refusal.message)
    const { action = step.action, identity = 'this identity' } = denial
    throw new PermissionError(
      [
        isMapped ? `${what}.` : `${what}, for want of ${action}.`,
        lastSeen(cause),
        isMapped
          ? roleMappingHint(refusal.message)
          : `Allow ${identity} ${HTTP_ACTIONS} in the domain's access policy, or in an IAM policy.`,
        left,
      ],
      { resource: endpoint.url, cause, denial: isMapped ? denial : { ...denial, action } },
    )
  } finally {
    await client.close()
  }
}

const BLOCKED = 'Writing is blocked there: the domain is short of storage, or somebody has blocked it.'

/** An engine that takes no writes from anybody answers as one that does not take them from this identity. */
const isBlock = ({ name }: ServiceRefusal) => /_block_exception$/.test(name)
