import { randomBytes } from 'node:crypto'
import type { OpenSearchImage } from '../../config/resolved-options.ts'
import { askVersion } from '../ask-version.ts'
import { nodeSettings } from '../opensearch/configuration.ts'
import { openSearchHeap } from '../process/jvm-options.ts'
import { ENGINE_SECRET_VARIABLE, launcher, newEngineSecret } from '../process/launcher-jar.ts'
import { onlyGuarded } from './assert-guarded.ts'
import type { ContainerEngineSpec } from './container-engine.ts'

/** Where the official image has the server. */
const HOME = '/usr/share/opensearch'

/**
 * The folder for data in memory, which the image does not have. A mount over a folder of the image would take its mode, and
 * only Docker could give it an owner. A mount over no folder has the mode of its options.
 */
const IN_MEMORY = `${HOME}/in-memory`

/** The server's module that opens its ports. */
const NETWORK = `${HOME}/modules/transport-netty4`

/**
 * Variables that the image turns into settings. The agent of Performance Analyzer would listen on a port of its own, without
 * authentication.
 */
const settings = {
  ...nodeSettings,
  'transport.host': '127.0.0.1',
  DISABLE_PERFORMANCE_ANALYZER_AGENT_CLI: 'true',
}

type Way = Pick<ContainerEngineSpec, 'authorization' | 'speaksTls' | 'copies' | 'edits' | 'variables'>

/**
 * With the security plugin, and a random password of its administrator. Everybody knows the keys of the image's demonstration
 * certificates, and one is an administrator's: so no client certificates are accepted over HTTP, and other nodes can connect
 * only from inside. The audit log would be one more index, which nobody reads.
 */
function withSecurity(): Way {
  const password = newPassword()
  return {
    authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
    speaksTls: true,
    variables: {
      OPENSEARCH_INITIAL_ADMIN_PASSWORD: password,
      'plugins.security.audit.type': 'noop',
      'plugins.security.ssl.http.clientauth_mode': 'NONE',
    },
  }
}

/**
 * Without the security plugin, with our guard: our jar is copied into the module that opens the ports, and its class replaces
 * the module's own. So the guard runs with the classes of that version. Whoever may look into containers can read its secret
 * there, and has the power of root anyway.
 */
function withGuard(): Way {
  const authorization = newEngineSecret()
  return {
    authorization,
    copies: { [`${NETWORK}/vitest-aws-fixtures.jar`]: launcher },
    edits: {
      [`${NETWORK}/plugin-descriptor.properties`]: (descriptor) =>
        descriptor.replace(/^classname=.*$/m, 'classname=GuardedModule'),
    },
    variables: {
      DISABLE_INSTALL_DEMO_CONFIG: 'true',
      DISABLE_SECURITY_PLUGIN: 'true',
      [ENGINE_SECRET_VARIABLE]: authorization,
    },
  }
}

/** OpenSearch from its official image, or from one like it, which serves only its gate. */
export function openSearchContainer(
  { name, platform, security }: OpenSearchImage,
  { dataInMemory, heapMb }: { readonly dataInMemory: boolean; readonly heapMb: number },
): Omit<ContainerEngineSpec, 'labels'> {
  const { variables, ...way } = security ? withSecurity() : withGuard()
  return {
    ...way,
    image: name,
    platform,
    port: 9200,
    variables: {
      ...settings,
      ...(dataInMemory && { 'path.data': IN_MEMORY }),
      OPENSEARCH_JAVA_OPTS: openSearchHeap(heapMb).join(' '),
      ...variables,
    },
    // Writable by every user inside: the image decides which one runs the server.
    ...(dataInMemory && { inMemory: { [IN_MEMORY]: 'rw,mode=1777' } }),
    askVersion: onlyGuarded(askVersion.opensearch),
  }
}

/** A password that the plugin accepts as strong: it has all kinds of characters, and no word. */
const newPassword = (): string => `aZ9-${randomBytes(24).toString('base64url')}`
