import type { AwsOption } from './aws-schema.ts'
import type { OpenTunnel, TunnelEnd } from './tunnel-end.ts'

/** The way to one service. */
export function wayTo({ port }: { readonly port?: number | undefined }, { tunnel }: Tunnelled = {}) {
  return { port: port ?? 0, ...(tunnel && { tunnel }) }
}

interface Tunnelled {
  readonly tunnel?: TunnelEnd | OpenTunnel | undefined
}

/** Whose credentials sign, and where. A tunnel needs a bridge, and workers sign for both services in one way. */
export function credentialsWay({ assumeRole: role, bridge, opensearch, neptune }: AwsOption) {
  return {
    ...(role && { assumeRole: typeof role === 'string' ? { roleArn: role } : role }),
    bridge: bridge === true || hasTunnel({ opensearch, neptune }),
  }
}

/** Through a tunnel only what is signed again arrives with the right host. */
export function checkBridge(aws: AwsOption): string[] {
  if (aws.bridge !== false || !hasTunnel(aws)) return []
  return ["aws.bridge: a tunnel needs it; leave 'aws.bridge: false' out, or 'tunnel'."]
}

const hasTunnel = ({ opensearch, neptune }: Pick<AwsOption, 'opensearch' | 'neptune'>): boolean =>
  [opensearch, neptune].some((service) => service?.tunnel !== undefined)
