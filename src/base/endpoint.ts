/** The services this package knows. What differs between them is in tables by service, of which the compiler names each that lacks one. */
export const services = ['opensearch', 'neptune'] as const

export type Service = (typeof services)[number]

/** The service name that goes into a SigV4 credential scope. */
export const signingNames = { opensearch: 'es', neptune: 'neptune-db' } as const satisfies Record<Service, string>

/** Where a service is and how to sign for it. Plain data without secrets: it travels to workers as it is. */
export interface Endpoint {
  readonly service: Service
  /** `https://host:port`, without a path and without a trailing slash. */
  readonly url: string
  /** The region in the credential scope. */
  readonly region: string
  /** The `host` header that is signed and sent, with the port where it is not 443. */
  readonly signingHost: string
  /** PEM of the certificate authority to trust, where it is not a public one. */
  readonly ca?: string
}

/** An endpoint as users give it. */
export interface GivenEndpoint extends Omit<Endpoint, 'signingHost'> {
  /** The `host` header that is signed and sent, as through a tunnel to another host. Default: the host of `url`. */
  readonly signingHost?: string | undefined
}

/** The endpoint with the default of what was left out. */
export const wholeEndpoint = (given: GivenEndpoint): Endpoint => ({
  ...given,
  signingHost: given.signingHost ?? new URL(given.url).host,
})
