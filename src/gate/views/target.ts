import type { ApiPath } from './api.ts'
import { partOf, segmentsOfPath } from './api-paths.ts'

/**
 * The target of a request, of an API's path, its parts and the parameters of its query: what `route` reads again as the same.
 * Commas stay as they are, since the engine limits the length of a target.
 */
export function targetOf(
  { path }: ApiPath,
  parts: Readonly<Record<string, string>>,
  query: readonly (readonly [name: string, value: string])[],
): string {
  const segments = segmentsOfPath(path).map((segment) => {
    const part = partOf(segment)
    return part === undefined ? segment : encode(parts[part] ?? '')
  })
  const parameters = query.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&')
  return `/${segments.join('/')}${parameters && `?${parameters}`}`
}

const encode = (text: string): string => encodeURIComponent(text).replaceAll('%2C', ',')
