import { randomBytes } from 'node:crypto'
import type { OpenSearchImage } from '../config/resolved-options.ts'
import { askVersion } from '../standin/ask-version.ts'
import type { ContainerEngineParts } from './container-engine.ts'

const DATA = '/usr/share/opensearch/data'

/** A cluster of one, that does not stop writing when the disk is nearly full. The image makes settings of such variables. */
const settings = {
  'discovery.type': 'single-node',
  'cluster.routing.allocation.disk.threshold_enabled': 'false',
}

/** Its audit log would be an index more, which nobody reads. */
const withSecurity = (password: string) => ({
  OPENSEARCH_INITIAL_ADMIN_PASSWORD: password,
  'plugins.security.audit.type': 'noop',
})

const withoutSecurity = { DISABLE_INSTALL_DEMO_CONFIG: 'true', DISABLE_SECURITY_PLUGIN: 'true' }

/** OpenSearch by its official image, or one like it; with the security plugin, its administrator has a password of this container's own. */
export function openSearchContainer(
  { name, platform, heapMb, security }: OpenSearchImage,
  { user, dataInMemory }: { readonly user: string; readonly dataInMemory: boolean },
): Omit<ContainerEngineParts, 'labels'> {
  const password = newPassword()
  return {
    image: name,
    platform,
    port: 9200,
    variables: {
      ...settings,
      OPENSEARCH_JAVA_OPTS: `-Xms${heapMb}m -Xmx${heapMb}m`,
      ...(security ? withSecurity(password) : withoutSecurity),
    },
    ...(dataInMemory && isNumber(user) && { inMemory: { [DATA]: `rw,uid=${user},mode=0700` } }),
    ...(security && { authorization: `Basic ${Buffer.from(`admin:${password}`).toString('base64')}` }),
    askVersion: askVersion.opensearch,
  }
}

/** A mount takes no name, which only the image could tell the number of. */
const isNumber = (user: string): boolean => /^\d+$/.test(user)

/** What the plugin takes for a strong one: all kinds of characters, and no word. */
const newPassword = (): string => `aZ9-${randomBytes(24).toString('base64url')}`
