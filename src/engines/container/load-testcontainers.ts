import { ConfigError, messageOf } from '../../errors/errors.ts'
import { nodeTooOld, testcontainersMissing } from './docker-messages.ts'

/** The oldest Node that testcontainers 12 runs on, as major and minor version. This package runs on older ones. */
const LEAST_NODE = [22, 22] as const

/**
 * Loads a module that needs testcontainers, an optional package of this target. Fails with a ConfigError where the package is
 * missing or Node is too old for it.
 */
export async function withTestcontainers<Module>(
  load: () => Promise<Module>,
  node: string = process.versions.node,
): Promise<Module> {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  if (major === LEAST_NODE[0] && minor < LEAST_NODE[1]) {
    throw new ConfigError(nodeTooOld(LEAST_NODE.join('.'), node))
  }
  try {
    return await load()
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing || !messageOf(cause).includes("'testcontainers'")) throw cause
    // Without the cause, which says nothing more, and would be printed with its place in Node.
    throw new ConfigError(testcontainersMissing(messageOf(cause).split('\n')[0] ?? ''))
  }
}
