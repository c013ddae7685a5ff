/**
 * The host of the cluster whose reader endpoint this is: AWS names one after the other. `undefined` where it is no reader
 * endpoint.
 */
export function writerOf(host: string): string | undefined {
  const isReader = /^[^.]+\.cluster-ro-[^.]+\./.test(host)
  return isReader ? host.replace('.cluster-ro-', '.cluster-') : undefined
}
