import { isIP } from 'node:net'
import type { Endpoint } from '../base/endpoint.ts'

/**
 * How TLS is spoken with an endpoint: whom to trust, and whose certificate to expect. Where the signed host is another
 * than the one that is dialled, as through a tunnel, the certificate is that of the signed one.
 */
export function tlsOptions({ url, signingHost, ca }: Endpoint): { readonly ca?: string; readonly servername?: string } {
  const signed = signingHost.replace(/:\d+$/, '')
  const isElsewhere = signed !== new URL(url).hostname && isIP(signed) === 0
  return { ...(ca && { ca }), ...(isElsewhere && { servername: signed }) }
}
