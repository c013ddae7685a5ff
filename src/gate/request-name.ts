import type { WireRequest } from '../sigv4/canonical-request.ts'

/** A request as a person knows it: where it goes, and how its body begins. */
export function nameOf({ method, target }: Pick<WireRequest, 'method' | 'target'>, body: Buffer): string {
  const start = body.toString('latin1', 0, 100).replace(/[^\x20-\x7e]+/g, ' ')
  return [method, target, start].filter(Boolean).join(' ')
}
