import type { ClusterSpec } from '../aws/cluster/spec.ts'
import type { OverInternet } from '../aws/permissions/grant.ts'
import type { AwsOption } from './aws-schema.ts'
import type { Wanted } from './resolved-options.ts'

/** Run by AWS for this, and what its own examples ask. */
const CHECK_IP_URL = 'https://checkip.amazonaws.com'

/**
 * Whether a cluster that is made is to be reached over the internet: it is public, and nobody has said another way. The
 * address that tells a machine its own is another's where AWS_FIXTURES_CHECK_IP_URL says so: for networks that let out
 * to no other.
 */
export function overInternet(
  { insideVpc, neptune }: AwsOption,
  cluster: Wanted<ClusterSpec>,
  { AWS_FIXTURES_CHECK_IP_URL }: NodeJS.ProcessEnv,
): { readonly overInternet?: OverInternet } {
  if (!('spec' in cluster) || !cluster.spec.publiclyAccessible || insideVpc || neptune?.tunnel) return {}
  return {
    overInternet: {
      ...(neptune?.clientAddress && { clientAddress: neptune.clientAddress }),
      checkIpUrl: AWS_FIXTURES_CHECK_IP_URL || CHECK_IP_URL,
    },
  }
}
