/**
 * The versions of Node that the package runs on, the same as `engines` in package.json. Node 22.19 and 24.5 are the first
 * of their lines in which a thread can set the authorities that it trusts (`tls.setDefaultCACertificates`). Without that,
 * clients would refuse the gate's certificate.
 *
 * The command line loads this file before any other, on any version of Node. So this file imports nothing.
 */
const LEAST_MINORS: Readonly<Record<number, number>> = { 22: 19, 24: 5 }

/** What is wrong with a version of Node, and what to do. `undefined`: the package runs on it. `version` is like `process.version`. */
export function nodeProblem(version: string): readonly string[] | undefined {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  if (major > 24 || minor >= (LEAST_MINORS[major] ?? Number.POSITIVE_INFINITY)) return undefined
  return [
    `vitest-aws-fixtures needs Node 22.19 and later, or 24.5 and later; this is Node ${version.replace(/^v/, '')}.`,
    'Install a newer one, for example from https://nodejs.org, or with your version manager.',
  ]
}
