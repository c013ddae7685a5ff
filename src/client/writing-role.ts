import { ClientRejectedError } from '../errors.ts'
import type { Endpoint } from '../resource/endpoint.ts'

/**
 * The address of the cluster whose reader endpoint this is: AWS names one after the other. `undefined` where it is no
 * reader endpoint.
 */
export function writerOf(host: string): string | undefined {
  const isReader = /^[^.]+\.cluster-ro-[^.]+\./.test(host)
  return isReader ? host.replace('.cluster-ro-', '.cluster-') : undefined
}

/** Fails with a ClientRejectedError where an instance says that it is a reader: tests write, and so do datasets. */
export function assertWriter(endpoint: Endpoint, role: string | undefined): void {
  if (role !== 'reader') return
  const { host } = new URL(`https://${endpoint.signingHost}`)
  const writer = writerOf(host)
  throw new ClientRejectedError(
    [
      `Neptune at ${endpoint.url} only reads, and tests write.`,
      "Last seen: role 'reader' at /status.",
      writer
        ? `Give the cluster's own endpoint: https://${writer}`
        : "Give the cluster's own endpoint, whose name goes on with '.cluster-': it leads to the instance that writes. After a failover it may take a minute.",
    ],
    { endpoint: endpoint.url },
  )
}
