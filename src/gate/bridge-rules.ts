import type { Service } from '../base/endpoint.ts'
import { splitTarget } from '../sigv4/canonical-request.ts'
import { mayChangeGraph, mayChangeGraphIn } from './gremlin/gremlin-changes.ts'
import { NEPTUNE_BODY_LIMIT } from './rules/neptune-rules.ts'
import { mayChangeIndices, openSearchRules } from './rules/opensearch-rules.ts'
import type { Plan, ServiceRules, VerifiedRequest } from './rules/service-rules.ts'

/** What passes a bridge: everything, as it came. AWS itself says what it does not offer. */
export function bridgeRules(service: Service): ServiceRules {
  if (service === 'neptune') {
    return {
      bodyLimit: NEPTUNE_BODY_LIMIT,
      readsBody: (method) => method === 'POST',
      plan: (request) => {
        const plan = (mayChange: boolean): Plan => ({ forward: { target: request.target }, mayChange })
        const mayChange = mayChangeNeptune(request)
        return mayChange instanceof Promise ? mayChange.then(plan) : plan(mayChange)
      },
    }
  }
  return {
    bodyLimit: openSearchRules.bodyLimit,
    readsBody: () => false,
    plan: ({ method, target }) => ({ forward: { target }, mayChange: mayChangeIndices(method, target) }),
  }
}

/** Whatever is not known to read counts as a change. Queries in other languages than Gremlin are not looked into. */
function mayChangeNeptune({ method, target, body }: VerifiedRequest): boolean | Promise<boolean> {
  const { path, query } = splitTarget(target)
  const isGremlin = path === '/' || /^\/gremlin(?:\/(?:explain|profile))?\/?$/.test(path)
  if (isGremlin) {
    return method === 'GET'
      ? mayChangeGraph(new URLSearchParams(query).getAll('gremlin').join('\n'))
      : mayChangeGraphIn(body)
  }
  return !(method === 'GET' && /^\/(?:status|\w+\/status|\w+\/stream|\w+\/statistics)\b/i.test(path))
}
