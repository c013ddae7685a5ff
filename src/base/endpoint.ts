/** The two services this package knows. */
export type Service = 'opensearch' | 'neptune'

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
