import { actionsOf } from '../aws/actions/actions.ts'
import { httpAction } from '../aws/actions/iam-actions.ts'
import { readDenial } from '../aws/permissions/denial.ts'
import { createOpenSearchClient } from '../clients/opensearch/client.ts'
import type { RunningService } from '../contracts/run-context.ts'
import { ClientRejectedError, PermissionError } from '../errors/errors.ts'
import { lastSeen, refusalOf } from '../errors/refusal-of.ts'
import { roleMappingHint } from '../errors/role-mapping-hint.ts'
import type { ServiceRefusal } from '../errors/service-refusal.ts'
import { probeName } from './probe-name.ts'
import { NotWritable, writeIndices } from './write-indices.ts'

type Tried = Pick<RunningService, 'endpoint' | 'credentials' | 'signal'>

/**
 * Whether a run may do on a domain what it will have to: with indices of its own, of which nothing is left. Fails with a
 * PermissionError that says what is to be allowed, or with a ClientRejectedError where something else is in the way.
 */
export async function tryWritingIndices({ endpoint, credentials, signal }: Tried): Promise<void> {
  const client = createOpenSearchClient({ endpoint, credentials })
  try {
    await writeIndices(client, `${probeName()}-`, signal)
  } catch (error) {
    throw error instanceof NotWritable ? refused(endpoint, error) : error
  } finally {
    await client.close()
  }
}

function refused({ url }: Tried['endpoint'], { step, left, cause }: NotWritable): Error {
  const refusal = refusalOf(cause)
  const { status } = refusal ?? {}
  if (!refusal || (status !== 401 && status !== 403) || isBlock(refusal)) {
    const hint = refusal && isBlock(refusal) ? BLOCKED : 'Look at what the domain says of itself; nothing was loaded.'
    return new ClientRejectedError(
      [`The domain at ${url} failed at what a run does there: ${step}.`, lastSeen(cause), hint, left],
      { endpoint: url, status, cause },
    )
  }
  const what = `The domain at ${url} does not let this identity do what a run does there: ${step} was refused`
  const denial = readDenial(refusal.message)
  if (refusal.name === 'security_exception' || refusal.name === 'authorization_exception') {
    const lines = [`${what}.`, lastSeen(cause), roleMappingHint(refusal.message), left]
    return new PermissionError(lines, { resource: url, cause, denial })
  }
  const { action = actionOf(cause), identity = 'this identity' } = denial
  return new PermissionError(
    [
      action ? `${what}, for want of ${action}.` : `${what}.`,
      lastSeen(cause),
      `Allow ${identity} ${actionsOf('OpenSearchRequests').join(', ')} in the domain's access policy, or in an IAM policy.`,
      left,
    ],
    { resource: url, cause, denial: action ? { ...denial, action } : denial },
  )
}

const BLOCKED = 'Writing is blocked there: the domain is short of storage, or somebody has blocked it.'

/** An engine that takes no writes from anybody answers as one that does not take them from this identity. */
const isBlock = ({ name }: ServiceRefusal) => /_block_exception$/.test(name)

/** The IAM action of a request that was refused without one being named: all that clients of a domain ask goes by method. */
function actionOf(error: unknown): string | undefined {
  for (let at = error, depth = 0; typeof at === 'object' && at !== null && depth < 8; depth += 1) {
    const { meta, cause } = at as { meta?: { meta?: { request?: { params?: { method?: string } } } }; cause?: unknown }
    const method = meta?.meta?.request?.params?.method
    if (method) return httpAction(method)
    at = cause
  }
  return undefined
}
