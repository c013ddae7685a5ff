import type { Service } from '../resource/endpoint.ts'
import { splitTarget } from '../sigv4/canonical-request.ts'
import { mayChangeGraph } from './gremlin-changes.ts'
import { NEPTUNE_BODY_LIMIT } from './neptune-rules.ts'
import { mayChangeIndices, openSearchRules } from './opensearch-rules.ts'
import type { ServiceRules, VerifiedRequest } from './service-rules.ts'

/** What passes a bridge: everything, as it came. AWS itself says what it does not offer. */
export function bridgeRules(service: Service): ServiceRules {
  if (service === 'neptune') {
    return {
      bodyLimit: NEPTUNE_BODY_LIMIT,
      readsBody: (method) => method === 'POST',
      plan: (request) => ({ forward: { target: request.target }, mayChange: mayChangeNeptune(request) }),
    }
  }
  return {
    bodyLimit: openSearchRules.bodyLimit,
    readsBody: () => false,
    plan: ({ method, target }) => ({ forward: { target }, mayChange: mayChangeIndices(method, target) }),
  }
}

/** Whatever is not known to read counts as a change. Queries in other languages than Gremlin are not looked into. */
function mayChangeNeptune({ method, target, body }: VerifiedRequest): boolean {
  const { path, query } = splitTarget(target)
  const isGremlin = path === '/' || /^\/gremlin(?:\/(?:explain|profile))?\/?$/.test(path)
  if (isGremlin) {
    const script =
      method === 'GET' ? (new URLSearchParams(query).getAll('gremlin').join('\n') ?? '') : body.toString('latin1')
    return mayChangeGraph(script)
  }
  return !(method === 'GET' && /^\/(?:status|\w+\/status|\w+\/stream|\w+\/statistics)\b/i.test(path))
}
