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
 * Where data is in memory. A mount over a folder of the image takes over its mode, and in Docker alone it can be given an
 * owner; over none, it has the mode that it is asked for.
 */
const IN_MEMORY = `${HOME}/in-memory`

/** The server's module that opens its ports. */
const NETWORK = `${HOME}/modules/transport-netty4`

/**
 * The image makes settings of such variables. The agent of Performance Analyzer would listen at a port of its own, and ask
 * for nothing.
 */
const settings = {
  ...nodeSettings,
  'transport.host': '127.0.0.1',
  DISABLE_PERFORMANCE_ANALYZER_AGENT_CLI: 'true',
}

type Way = Pick<ContainerEngineSpec, 'authorization' | 'speaksTls' | 'copies' | 'edits' | 'variables'>

/**
 * With the security plugin, whose administrator has a password of this container's own. The image's demonstration
 * certificates have keys that everybody knows, and one of them is an administrator's. No client certificate is asked for
 * over HTTP, and other nodes can connect from inside only. The audit log would be an index more, which nobody reads.
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
 * Without the security plugin, with our guard: it comes with our jar into the module that opens the ports, in the place of
 * the module's own class. So it has the classes of the very version. Who may look into containers can read its secret there,
 * and is as good as root.
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

/** OpenSearch by its official image, or one like it, that answers its gate only. */
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
    // For whoever the image runs as: nobody else is inside.
    ...(dataInMemory && { inMemory: { [IN_MEMORY]: 'rw,mode=1777' } }),
    askVersion: onlyGuarded(askVersion.opensearch),
  }
}

/** What the plugin takes for a strong one: all kinds of characters, and no word. */
const newPassword = (): string => `aZ9-${randomBytes(24).toString('base64url')}`
