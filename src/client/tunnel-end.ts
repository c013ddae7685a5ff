/** The near end of a tunnel: whoever connects there is connected with what is at the other. Plain data. */
export interface TunnelEnd {
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string
  readonly port: number
}
