import { splitTarget } from '../sigv4/canonical-request.ts'
import { readMapping, UnreadableMapping } from './mapping-body.ts'
import { type Answer, jsonAnswer } from './service-answer.ts'
import type { VerifiedRequest } from './service-rules.ts'

/**
 * Refuses a `knn_vector` field that would be searched by an engine other than lucene.
 *
 * The k-NN plugin as it is published for Maven has no native libraries: a node that is to index a vector with faiss (the
 * default since 2.18) or nmslib fails to load them, and answers nothing for good. Without `index.knn` there is no such
 * engine at work, and vectors are compared one by one.
 */
export async function refuseNativeVectors(request: VerifiedRequest, limit: number): Promise<Answer | undefined> {
  try {
    const content = await readMapping(request, 'knn_vector', limit)
    const field = findNativeVector(content, [], isSearchedByEngine(content))
    if (!field) return undefined
    return illegalArgument(
      `The field ${field.path.filter((key) => !wrappers.has(key)).join('.')} is a knn_vector of the engine ${field.engine}, ` +
        'which needs native code that this stand-in does not have. Use "method": {"name": "hnsw", "engine": "lucene"} here, ' +
        "or test it with the official image (target 'containers') or on a real domain (target 'aws').",
    )
  } catch (cause) {
    if (!(cause instanceof UnreadableMapping)) throw cause
    return illegalArgument(
      `The stand-in cannot read this mapping: ${cause.message}. ` +
        'It has to see whether a field needs native code. Send it as plain JSON, at most packed with gzip.',
    )
  }
}

function illegalArgument(reason: string): Answer {
  const error = { type: 'illegal_argument_exception', reason }
  return jsonAnswer(400, { error: { root_cause: [error], ...error }, status: 400 })
}

/** Keys of a create request that are not part of a field's name. */
const wrappers = new Set(['template', 'mappings', 'properties'])

/** Whether a request makes an index, its mapping, or a template: what stands in documents is left alone. */
export function carriesMapping(method: string, target: string): boolean {
  if (method !== 'PUT' && method !== 'POST') return false
  const [first = '', second = ''] = splitTarget(target).path.split('/').map(decode).filter(Boolean)
  if (/^_(index_|component_)?template$/.test(first) || /^_mappings?$/.test(first)) return true
  if (first === '' || (first.startsWith('_') && first !== '_all')) return false
  // An index is made by PUT alone.
  return second === '' ? method === 'PUT' : /^_mappings?$/.test(second) || second === '_rollover'
}

/** As the engine decodes a segment of a path: once. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // Not UTF-8: the engine refuses it.
    return segment
  }
}

interface VectorField {
  readonly path: readonly string[]
  readonly engine: string
}

/** Whether a field without a method gets the default engine. Of a mapping that is added later, it cannot be seen here. */
function isSearchedByEngine(content: unknown): boolean {
  const { settings, template } = (content ?? {}) as { settings?: unknown; template?: { settings?: unknown } }
  const { mappings } = (content ?? {}) as { mappings?: unknown }
  if (settings === undefined && template === undefined && mappings === undefined) return true
  return /"(index\.)?knn":"?true/.test(JSON.stringify(settings ?? template?.settings ?? {}))
}

function findNativeVector(value: unknown, path: readonly string[], byDefault: boolean): VectorField | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { type, method } = value as { type?: unknown; method?: { engine?: unknown } }
  if (type === 'knn_vector' && method?.engine !== 'lucene' && (method !== undefined || byDefault)) {
    return { path, engine: typeof method?.engine === 'string' ? method.engine : 'faiss (the default)' }
  }
  for (const [key, child] of Object.entries(value)) {
    const found = findNativeVector(child, [...path, key], byDefault)
    if (found) return found
  }
  return undefined
}
