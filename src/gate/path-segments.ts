import { splitTarget } from '../sigv4/canonical-request.ts'

/** What stands between the slashes of a target's path, its escapes resolved: `/a/%5Fsearch?q=b` has `a` and `_search`. */
export const segmentsOf = (target: string): readonly string[] =>
  splitTarget(target).path.split('/').filter(Boolean).map(decode)

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    // Not valid UTF-8: the engine will reject it, and here it is the name of nothing.
    return segment
  }
}
