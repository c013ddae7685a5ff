import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { obtainJars } from '../../src/prepare/obtain-engine-files.ts'

/** The versions of Vitest the package is tried with, by major. Nowhere else are they written down. */
const vitestVersions = { 4: '4.1.12', 5: '5.1.1' } as const

export type VitestMajor = keyof typeof vitestVersions

/**
 * The environments that tests of web components run in. Here and not among the repository's own packages, where Vitest's
 * types would load those of both.
 */
const environments = { 'happy-dom': '20.0.11', jsdom: '31.0.1' } as const

/** The package as a stranger gets it: packed, and installed outside the repository. */
export interface InstalledPackage {
  readonly tarball: string
  /** A project folder for each major of Vitest, with both installed. */
  readonly workspaces: Readonly<Record<VitestMajor, string>>
}

declare module 'vitest' {
  interface ProvidedContext {
    installedPackage: InstalledPackage
  }
}

/** What the targets `aws` and `containers` need besides the package. */
const peers: readonly string[] = [
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-iam',
  '@aws-sdk/client-neptune',
  '@aws-sdk/client-opensearch',
  '@aws-sdk/client-sts',
  '@aws-sdk/credential-providers',
  'testcontainers',
]

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Global set-up of the project `package`: packs once (which builds), and installs for each major of Vitest. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await fetchEngines()
  // Short, for the path of a Unix socket below it may have about 100 characters; real, since macOS links its /tmp.
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'vaf-')))
  // One of these runs is another user's, who reads it as anybody reads a checked-out project.
  await chmod(directory, 0o755)
  const remove = () => rm(directory, { recursive: true, force: true })
  try {
    project.provide('installedPackage', await install(directory))
  } catch (error) {
    await remove()
    throw error
  }
  return remove
}

/** So that no test's time goes into the download, whichever is the first on this machine. */
async function fetchEngines(): Promise<void> {
  const options = resolveLocalOptions({ opensearch: true, neptune: true }, root, process.env)
  await obtainJars({ options, report: () => {}, signal: AbortSignal.timeout(600_000) })
}

async function install(directory: string): Promise<InstalledPackage> {
  const tarball = join(directory, await pack(directory))
  const [four, five] = await Promise.all(
    ([4, 5] as const).map((major) =>
      makeWorkspace(join(directory, `vitest-${major}`), tarball, { vitestVersion: vitestVersions[major] }),
    ),
  )
  return { tarball, workspaces: { 4: four!, 5: five! } }
}

/** Packs the package, which builds it, into that folder; returns the tarball's name. */
export async function pack(directory: string): Promise<string> {
  // What the build prints goes to stdout too, before the JSON.
  const output = await npm(root, ['pack', '--json', '--pack-destination', directory, '--foreground-scripts=false'])
  const name = /^[^\s/]+\.tgz$/m.exec((JSON.parse(output) as [{ filename: string }])[0].filename)?.[0]
  if (!name) throw new Error(`npm pack did not say what it has made:\n${output}`)
  return name
}

interface WorkspaceOptions {
  /** Default: the newest of those above. */
  readonly vitestVersion?: string
  /** Development dependencies of this repository that are installed too. */
  readonly packages?: readonly string[] | undefined
}

/**
 * Has what the airports example has, which is what a user of both services has: clients and signers of their own. And
 * what users put in the place of the network.
 */
export async function makeWorkspace(
  directory: string,
  tarball: string,
  { vitestVersion = vitestVersions[5], packages = [] }: WorkspaceOptions = {},
): Promise<string> {
  const example = JSON.parse(await readFile(join(root, 'examples/airports/package.json'), 'utf8')) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const { devDependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as typeof example
  // Only with one major, so that the other shows what a run says that lacks them.
  const wanted = [...packages, ...(vitestVersion === vitestVersions[5] ? peers : [])]
  const others = Object.entries(devDependencies).filter(
    ([name]) => /^(nock|msw)(-|$)/.test(name) || wanted.includes(name),
  )
  const packageJson = {
    private: true,
    type: 'module',
    dependencies: example.dependencies,
    devDependencies: {
      ...example.devDependencies,
      ...Object.fromEntries(others),
      ...environments,
      vitest: vitestVersion,
      'vitest-aws-fixtures': `file:${tarball}`,
    },
  }
  await mkdir(directory)
  await writeFile(join(directory, 'package.json'), JSON.stringify(packageJson, undefined, 2))
  await npm(directory, ['install', '--no-audit', '--no-fund', '--prefer-offline'])
  return directory
}

/** Bounds an npm command, in milliseconds; a cold cache and a slow line need some of it. */
const NPM_TIMEOUT_MS = 240_000

async function npm(cwd: string, args: readonly string[]): Promise<string> {
  const { npm_config_local_prefix: _, ...env } = process.env
  const { stdout } = await promisify(execFile)('npm', args, {
    cwd,
    // npm's own scripts run under the Node this runs under.
    env: { ...env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
    timeout: NPM_TIMEOUT_MS,
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}
