import { ConfigError } from '../errors/errors.ts'

/**
 * Node 22.19 and 24.5 are the first of their lines in which threads can be told which authorities to trust
 * (`tls.setDefaultCACertificates`), without which the gate's certificate would be refused.
 */
const LEAST_MINORS: Readonly<Record<number, number>> = { 22: 19, 24: 5 }

/** Fails with a ConfigError where this Node is none that the package runs on. `version`: as `process.version` has it. */
export function checkNode(version: string = process.version): void {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major > 24 || minor >= (LEAST_MINORS[major] ?? Number.POSITIVE_INFINITY)) return
  throw new ConfigError([
    `vitest-aws-fixtures needs Node 22.19 and later, or 24.5 and later; this is Node ${version.replace(/^v/, '')}.`,
    'Install a newer one, for example from https://nodejs.org, or with your version manager.',
  ])
}
