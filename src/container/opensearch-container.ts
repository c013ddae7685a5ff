import { randomBytes } from 'node:crypto'
import type { OpenSearchImage } from '../config/resolved-options.ts'
import { askVersion } from '../standin/ask-version.ts'
import type { ContainerEngineParts } from './container-engine.ts'

/**
 * Where data is in memory. A mount over a folder of the image takes over its mode, and in Docker alone it can be given an
 * owner; over none, it has the mode that it is asked for.
 */
const IN_MEMORY = '/usr/share/opensearch/in-memory'

/** A cluster of one, that does not stop writing when the disk is nearly full. The image makes settings of such variables. */
const settings = {
  'discovery.type': 'single-node',
  'transport.host': '127.0.0.1',
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
}

/**
 * The image's demonstration certificates have keys that everybody knows, and one of them is an administrator's. No client
 * certificate is asked for over HTTP, and other nodes can connect from inside only. The audit log would be an index more,
 * which nobody reads.
 */
const withSecurity = (password: string) => ({
  OPENSEARCH_INITIAL_ADMIN_PASSWORD: password,
  'plugins.security.audit.type': 'noop',
  'plugins.security.ssl.http.clientauth_mode': 'NONE',
})

const withoutSecurity = { DISABLE_INSTALL_DEMO_CONFIG: 'true', DISABLE_SECURITY_PLUGIN: 'true' }

/** OpenSearch by its official image, or one like it; with the security plugin, its administrator has a password of this container's own. */
export function openSearchContainer(
  { name, platform, heapMb, security }: OpenSearchImage,
  { dataInMemory }: { readonly dataInMemory: boolean },
): Omit<ContainerEngineParts, 'labels'> {
  const password = newPassword()
  return {
    image: name,
    platform,
    port: 9200,
    variables: {
      ...settings,
      ...(dataInMemory && { 'path.data': IN_MEMORY }),
      OPENSEARCH_JAVA_OPTS: `-Xms${heapMb}m -Xmx${heapMb}m`,
      ...(security ? withSecurity(password) : withoutSecurity),
    },
    // For whoever the image runs as: nobody else is inside.
    ...(dataInMemory && { inMemory: { [IN_MEMORY]: 'rw,mode=1777' } }),
    ...(security && {
      authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`,
      speaksTls: true,
    }),
    askVersion: askVersion.opensearch,
  }
}

/** What the plugin takes for a strong one: all kinds of characters, and no word. */
const newPassword = (): string => `aZ9-${randomBytes(24).toString('base64url')}`
