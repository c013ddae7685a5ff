import type { ResolvedOptions } from '../config/resolve.ts'

/**
 * The same for projects that can share a run: what they ask for is the same, wherever they are and whatever they call
 * it in their environment. The engines are the same from every cache folder. Functions that open a tunnel are the same
 * where they read the same: either leads to the service that both ask for.
 */
export function runKey(options: ResolvedOptions): string {
  const { root: _root, cacheDirectory: _cache, include: _include, variables: _variables, ...asked } = options
  const { exportCredentials: _export, ...run } = asked
  // What is made on AWS is called after the first project that asks for it.
  const {
    name: _name,
    project: _project,
    ...rest
  } = run as typeof run & {
    readonly name?: string
    readonly project?: unknown
  }
  return JSON.stringify(rest, (_, value: unknown) => (typeof value === 'function' ? String(value) : value))
}
