import { execFile } from 'node:child_process'
import { chmod, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { DEFAULT_ENGINES, releasesNamed } from '../../src/cli/engine-names.ts'
import { resolveLocalOptions } from '../../src/config/resolve.ts'
import { type PrepareArchives, prepareArchives } from '../../src/daemon/server/prepare-archives.ts'
import { obtainReleases } from '../../src/prepare/obtain-engine-files.ts'
import { prepareMeanwhile, sharedByProjects } from './prepared.ts'

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
  /** The file that tells when all that is there. */
  readonly prepared: string
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

/**
 * Global set-up of projects whose tests use the package: packs once (which builds), and installs for each major of Vitest,
 * while the tests of other projects run.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { installed, remove } = await sharedByProjects('installed package', begin)
  project.provide('installedPackage', installed)
  return remove
}

async function begin() {
  const archives = await fetchEngines()
  // Short, for the path of a Unix socket below it may have about 100 characters; real, since macOS links its /tmp.
  const directory = await realpath(await mkdtemp(join(tmpdir(), 'vaf-')))
  // One of these runs is another user's, who reads it as anybody reads a checked-out project.
  await chmod(directory, 0o755)
  const installed: InstalledPackage = {
    tarball: await tarballIn(directory),
    workspaces: { 4: join(directory, 'vitest-4'), 5: join(directory, 'vitest-5') },
    prepared: join(directory, 'prepared.json'),
  }
  const preparing = prepareMeanwhile(installed.prepared, async () => {
    await Promise.all([install(installed), prepareArchives(archives)])
    return {}
  })
  const remove = async () => {
    await preparing
    await rm(directory, { recursive: true, force: true })
  }
  return { installed, remove }
}

/**
 * So that no test's time goes into the download, whichever is the first on this machine. Returns what class archives are
 * made of: they halve the start of each of the hundreds of engines, and no daemon of a test makes any of its own.
 */
async function fetchEngines(): Promise<PrepareArchives> {
  const options = resolveLocalOptions({ opensearch: true, neptune: true }, root, process.env)
  const releases = releasesNamed(DEFAULT_ENGINES)
  const signal = AbortSignal.timeout(PATIENCE_MS)
  const files = await obtainReleases(releases, { options, report: () => {}, signal })
  return { releases, files, cacheDirectory: options.cacheDirectory, startTimeoutMs: PATIENCE_MS, signal }
}

async function install({ tarball, workspaces }: InstalledPackage): Promise<void> {
  await pack(dirname(tarball))
  const majors = [4, 5] as const
  await Promise.all(
    majors.map((major) => makeWorkspace(workspaces[major], tarball, { vitestVersion: vitestVersions[major] })),
  )
}

/** Packs the package, which builds it, into that folder; returns the path of the tarball. */
export async function pack(directory: string): Promise<string> {
  await npm(root, ['pack', '--pack-destination', directory])
  return tarballIn(directory)
}

/** Where `npm pack` puts the tarball. */
async function tarballIn(directory: string): Promise<string> {
  const { name, version } = await readPackage('.')
  return join(directory, `${name}-${version}.tgz`)
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
  const example = await readPackage('examples/airports')
  const { devDependencies } = await readPackage('.')
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
  // No test needs what a package's script makes; that of ssh2, which testcontainers brings, compiles for a minute.
  await npm(directory, ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'])
  return directory
}

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly dependencies: Record<string, string>
  readonly devDependencies: Record<string, string>
}

/** The package.json of a folder of this repository. */
const readPackage = async (folder: string): Promise<PackageJson> =>
  JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'))

/** Bounds an npm command, and all that has to do with engines, in milliseconds; a cold cache and a slow line need some of it. */
const PATIENCE_MS = 600_000

async function npm(cwd: string, args: readonly string[]): Promise<void> {
  const { npm_config_local_prefix: _, ...env } = process.env
  await promisify(execFile)('npm', args, {
    cwd,
    // npm's own scripts run under the Node this runs under.
    env: { ...env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}` },
    timeout: PATIENCE_MS,
    maxBuffer: 64 * 1024 * 1024,
  })
}
