import type { Service } from '../base/endpoint.ts'

/** The near end of a tunnel. A connection to it leads to the service at the other end. Plain data. */
export interface TunnelEnd {
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string
  readonly port: number
}

/** A service to which a tunnel is to lead. Plain data. */
export interface TunnelTarget {
  readonly service: Service
  /** Its real name: `vpc-orders-abc123.eu-west-1.es.amazonaws.com`. */
  readonly host: string
  /** Its real port: 443 of a domain, 8182 of a cluster. */
  readonly port: number
  readonly region: string
}

/** A tunnel that was opened for a run. */
export interface OpenedTunnel {
  /** Its near end: `https://127.0.0.1:9200`. */
  readonly url: string
  /** Ends it. Called once, at the end of the run, when nothing needs the tunnel any more. Default: it stays. */
  close?(): unknown
}

/**
 * Opens a tunnel to a service that is there. Returns where its near end is, once one can connect there. `signal` is
 * aborted where the run has stopped waiting for it, and never once it has returned: a process that is started with it
 * lives on.
 */
export type OpenTunnel = (
  target: TunnelTarget,
  signal: AbortSignal,
) => string | OpenedTunnel | Promise<string | OpenedTunnel>

/** Reads `https://127.0.0.1:9200`, or the same without the scheme; `undefined`: it is not the near end of a tunnel. */
export function readTunnelEnd(given: string): TunnelEnd | undefined {
  const url = URL.parse(given.includes('://') ? given : `https://${given}`)
  if (url?.protocol !== 'https:' || url.hostname === '' || url.username !== '') return undefined
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return undefined
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) }
}

/** As messages and URLs have it: `127.0.0.1:9200`, `[::1]:9200`. */
export const writeTunnelEnd = ({ host, port }: TunnelEnd): string =>
  `${host.includes(':') ? `[${host}]` : host}:${port}`
