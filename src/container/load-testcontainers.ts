import { ConfigError, messageOf } from '../errors.ts'

/** Loads a module that needs testcontainers, which whoever never chooses this target need not install. Fails with a ConfigError where it is missing. */
export async function withTestcontainers<Module>(load: () => Promise<Module>): Promise<Module> {
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
