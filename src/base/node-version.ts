/**
 * Which versions of Node the package runs on, as `engines` of package.json has them. Node 22.19 and 24.5 are the first of
 * their lines in which threads can be told which authorities to trust (`tls.setDefaultCACertificates`), without which the
 * gate's certificate would be refused.
 *
 * The command line loads this file on whatever Node starts it, before any other: it imports nothing.
 */
const LEAST_MINORS: Readonly<Record<number, number>> = { 22: 19, 24: 5 }

/** What is wrong with a Node, and what to do. `undefined`: the package runs on it. `version`: as `process.version` has it. */
export function nodeProblem(version: string): readonly string[] | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major > 24 || minor >= (LEAST_MINORS[major] ?? Number.POSITIVE_INFINITY)) return undefined
  return [
    `vitest-aws-fixtures needs Node 22.19 and later, or 24.5 and later; this is Node ${version.replace(/^v/, '')}.`,
    'Install a newer one, for example from https://nodejs.org, or with your version manager.',
  ]
}
