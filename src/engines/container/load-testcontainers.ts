import { ConfigError, messageOf } from '../../errors/errors.ts'

/** The oldest version of Node that testcontainers 12 runs on, of those that this package runs on. */
const LEAST_NODE = [22, 22] as const

/** Loads a module that needs testcontainers, which whoever never chooses this target need not install. Fails with a ConfigError where it is missing, or Node too old for it. */
export async function withTestcontainers<Module>(
  load: () => Promise<Module>,
  node: string = process.versions.node,
): Promise<Module> {
  const [major = 0, minor = 0] = node.split('.').map(Number)
  if (major === LEAST_NODE[0] && minor < LEAST_NODE[1]) {
    throw new ConfigError([
      `Target 'containers' needs Node ${LEAST_NODE.join('.')} or later, as testcontainers does.`,
      `This is Node ${node}.`,
      "Use a newer one, or target 'local', which runs the same engines without Docker.",
    ])
  }
  try {
    return await load()
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
    if (!isMissing || !messageOf(cause).includes("'testcontainers'")) throw cause
    // Without the cause, which says no more, and is printed with where in Node it was noticed.
    throw new ConfigError([
      "Target 'containers' needs the package testcontainers, which is not installed.",
      `Last seen: ${messageOf(cause).split('\n')[0]}`,
      'Install it: npm install --save-dev testcontainers@12',
    ])
  }
}
