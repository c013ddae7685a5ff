import { onTestFinished } from 'vitest'
import { startTlsServer } from '../clients/tls-server.ts'

/** A domain's answer that rejects a request. */
export interface DomainRefusal {
  readonly status: number
  readonly body: object
}

/** A domain that keeps the names of its indices, and carries out a run's requests unless it rejects them. */
export interface ScriptedDomain extends Awaited<ReturnType<typeof startTlsServer>> {
  /** The requests in order, each as `PUT /a: 403`. */
  readonly calls: readonly string[]
  readonly indices: ReadonlySet<string>
}

/** Starts a domain that ends with the test. `refuses` decides by method and path whether a request is rejected. */
export async function startDomain(
  refuses: (method: string, path: string) => DomainRefusal | undefined = () => undefined,
): Promise<ScriptedDomain> {
  const indices = new Set<string>()
  const calls: string[] = []
  const server = await startTlsServer('opensearch', (response, { method, url }) => {
    const path = decodeURIComponent(url.split('?')[0] ?? '')
    const { status, body } = refuses(method, path) ?? carryOut(indices, method, path)
    calls.push(`${method} ${path.replace(/vaf-preflight-[a-z0-9]{5}-/g, '')}: ${status}`)
    response.writeHead(status).end(JSON.stringify(body))
  })
  onTestFinished(() => indices.clear())
  return { ...server, calls, indices }
}

function carryOut(indices: Set<string>, method: string, path: string): DomainRefusal {
  const [, name = '', verb = '', target = ''] = path.split('/')
  if (path.startsWith('/_cluster/state')) {
    const states = [...indices].map((index) => [index, { state: 'open' }])
    return { status: 200, body: { metadata: { indices: Object.fromEntries(states) } } }
  }
  if (method === 'DELETE') {
    const known = name.split(',').filter((index) => indices.delete(index))
    return { status: known.length > 0 ? 200 : 404, body: { acknowledged: known.length > 0 } }
  }
  if (method === 'PUT' && verb === '') indices.add(name)
  if (verb === '_clone') indices.add(target)
  return { status: 200, body: verb === '_bulk' ? { errors: false, items: [{ index: { status: 201 } }] } : {} }
}

/** The answer of fine-grained access control to a role that lacks an action. */
export const unmapped = (action: string): DomainRefusal => {
  const role = 'arn:aws:iam::111122223333:role/tests'
  const reason = `no permissions for [${action}] and User [name=${role}, backend_roles=[${role}], requestedTenant=null]`
  return { status: 403, body: { error: { root_cause: [], type: 'security_exception', reason }, status: 403 } }
}

/** The answer of a domain's access policy to a role that lacks an action. */
export const notAllowed = (action: string): DomainRefusal => ({
  status: 403,
  body: {
    Message: `User: arn:aws:iam::111122223333:role/tests is not authorized to perform: ${action} because no resource-based policy allows the ${action} action`,
  },
})
