import type { CredentialsProvider } from '../base/credentials.ts'
import type { GateOptions } from './gate.ts'

/** The resource on AWS that a bridge leads to, and the way there. */
export interface BridgeTarget {
  /**
   * The `host` that is signed and sent: `vpc-x.eu-west-1.es.amazonaws.com`, `x.neptune.amazonaws.com:8182`; with its
   * port where that is not 443, whatever port is dialled.
   */
  readonly signingHost: string
  /** What is dialled: the near end of a tunnel, or the resource itself. */
  readonly address: { readonly host: string; readonly port: number }
  /** The name its certificate must have, which is also the TLS server name; default the name in `signingHost`. */
  readonly serverName?: string
  /** PEM of the authority to trust, where it is not a public one. */
  readonly ca?: string
}

/**
 * A gate in front of AWS: it verifies the worker's signature, signs again with real credentials for the real host, and
 * dials an address of its own, so that an unmodified client works through a tunnel (bastion, SSM, load balancer), where
 * it would sign the tunnel's host and be refused.
 *
 * Clients may send the gate's own host or the real one. Requests and answers pass unchanged otherwise, refusals of AWS
 * included; the record of changes at `/_aws_fixtures/changes` is kept as by any gate.
 */
export interface BridgeOptions extends Omit<GateOptions, 'engine' | 'graph'> {
  readonly target: BridgeTarget
  /** The credentials to sign with. Asked at every request, so it should remember what it fetched. */
  readonly credentials: CredentialsProvider
}
