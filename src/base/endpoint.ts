/** The services this package knows. Their differences are in tables by service; the compiler names each table that lacks a service. */
export const services = ['opensearch', 'neptune'] as const

export type Service = (typeof services)[number]

/** The service name that goes into a SigV4 credential scope. */
export const signingNames = { opensearch: 'es', neptune: 'neptune-db' } as const satisfies Record<Service, string>

/** Where a service is and how to sign for it. It is plain data without secrets, and is sent to workers unchanged. */
export interface Endpoint {
  readonly service: Service
  /** `https://host:port`, without a path and without a trailing slash. */
  readonly url: string
  /** The region in the credential scope. */
  readonly region: string
  /** The `host` header that is signed and sent, with the port unless that is 443. */
  readonly signingHost: string
  /** PEM of the certificate authority to trust; absent for a public one. */
  readonly ca?: string
}

/** An endpoint as users give it. */
export interface GivenEndpoint extends Omit<Endpoint, 'signingHost'> {
  /** The `host` header that is signed and sent, for example behind a tunnel. Default: the host of `url`. */
  readonly signingHost?: string | undefined
}

/** The endpoint with defaults for the fields that were left out. */
export const wholeEndpoint = (given: GivenEndpoint): Endpoint => ({
  ...given,
  signingHost: given.signingHost ?? new URL(given.url).host,
})
