/**
 * The host of the cluster endpoint that belongs to a reader endpoint, by the pattern of AWS's names; `undefined` where the host
 * is no reader endpoint.
 */
export function writerOf(host: string): string | undefined {
  const isReader = /^[^.]+\.cluster-ro-[^.]+\./.test(host)
  return isReader ? host.replace('.cluster-ro-', '.cluster-') : undefined
}
