import { cp, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DEFAULT_OPENSEARCH, opensearchReleases } from '../../../../src/engines/releases/engine-releases.ts'
import { runCommand } from '../run-command.ts'
import type { ImageRecipe } from './image-recipe.ts'

const { version } = opensearchReleases[DEFAULT_OPENSEARCH]!
const PLUGIN = 'org.opensearch.plugin'

/** Plugins of the official image that are published as such: k-NN without its native libraries. */
const plugins = ['opensearch-security', 'opensearch-knn']

interface Module {
  readonly artifact: string
  readonly plugin: string
  /** Whose class loader it shares. */
  readonly extends?: string
  /** What the server's security policy has to grant it. */
  readonly permissions?: readonly string[]
  /** Default: the server's. */
  readonly version?: string
}

const classLoader = ['java.lang.RuntimePermission "createClassLoader"', 'java.lang.RuntimePermission "getClassLoader"']
const connect = ['java.net.SocketPermission "*", "connect"']
const ofClass = (name: string) => `org.opensearch.script.ClassPermission "${name}"`

/** The modules of a node, which the distribution on Maven Central comes without. */
const modules: Readonly<Record<string, Module>> = {
  'lang-painless': {
    artifact: 'lang-painless',
    plugin: 'painless.PainlessPlugin',
    permissions: classLoader,
  },
  'lang-expression': {
    artifact: 'lang-expression',
    plugin: 'script.expression.ExpressionPlugin',
    permissions: [
      ...classLoader,
      ...['java.lang.String', 'java.lang.Object', 'java.lang.Double', 'java.lang.Math'].map(ofClass),
      ...['expressions.Expression', 'expressions.js.ExpressionMath', 'search.DoubleValues'].map((name) =>
        ofClass(`org.apache.lucene.${name}`),
      ),
      ...['util.MathUtil', 'util.SloppyMath'].map((name) => ofClass(`org.apache.lucene.${name}`)),
    ],
  },
  'lang-mustache': {
    artifact: 'lang-mustache-client',
    plugin: 'script.mustache.MustachePlugin',
    permissions: ['java.lang.RuntimePermission "accessDeclaredMembers"'],
  },
  'analysis-common': {
    artifact: 'analysis-common',
    plugin: 'analysis.common.CommonAnalysisPlugin',
    extends: 'lang-painless',
  },
  'ingest-common': {
    artifact: 'ingest-common',
    plugin: 'ingest.common.IngestCommonPlugin',
    extends: 'lang-painless',
  },
  'search-pipeline-common': {
    artifact: 'search-pipeline-common',
    plugin: 'search.pipeline.common.SearchPipelineCommonModulePlugin',
    extends: 'lang-painless',
    // 2.19.1 was not published.
    version: '2.19.0',
  },
  'ingest-user-agent': { artifact: 'ingest-user-agent', plugin: 'ingest.useragent.IngestUserAgentPlugin' },
  reindex: { artifact: 'reindex-client', plugin: 'index.reindex.ReindexPlugin', permissions: connect },
  'repository-url': {
    artifact: 'repository-url',
    plugin: 'plugin.repository.url.URLRepositoryPlugin',
    permissions: connect,
  },
  'mapper-extras': { artifact: 'mapper-extras-client', plugin: 'index.mapper.MapperExtrasPlugin' },
  'parent-join': { artifact: 'parent-join-client', plugin: 'join.ParentJoinPlugin' },
  percolator: { artifact: 'percolator-client', plugin: 'percolator.PercolatorPlugin' },
  'rank-eval': { artifact: 'rank-eval-client', plugin: 'index.rankeval.RankEvalPlugin' },
  'aggs-matrix-stats': {
    artifact: 'aggs-matrix-stats-client',
    plugin: 'search.aggregations.matrix.MatrixAggregationPlugin',
  },
  geo: { artifact: 'geo', plugin: 'geo.GeoModulePlugin' },
}

/** OpenSearch with the security plugin, as the official image has it. */
export const opensearchImage: ImageRecipe = {
  image: `opensearchproject/opensearch:${version}`,
  context: 'opensearch',
  wanted: {
    opensearch: [
      `org.opensearch.distribution.integ-test-zip:opensearch:${version}:zip`,
      ...plugins.map((name) => `${PLUGIN}:${name}:${version}.0:zip`),
    ],
    ...Object.fromEntries(
      Object.entries(modules).map(([name, module]) => [
        name,
        [`${PLUGIN}:${module.artifact}:${module.version ?? version}`],
      ]),
    ),
  },
  async layOut(brought, target) {
    await unzip(join(brought, 'opensearch', `opensearch-${version}.zip`), target)
    await rename(join(target, `opensearch-${version}`), join(target, 'dist'))
    const dist = join(target, 'dist')
    for (const [name, module] of Object.entries(modules)) await layModule(name, module, { brought, dist })
    for (const name of plugins) {
      const folder = join(dist, 'plugins', name)
      await unzip(join(brought, 'opensearch', `${name}-${version}.0.zip`), folder)
      await moveIfThere(join(folder, 'config'), join(dist, 'config', name))
    }
  },
}

async function layModule(
  name: string,
  module: Module,
  { brought, dist }: { readonly brought: string; readonly dist: string },
): Promise<void> {
  const folder = join(dist, 'modules', name)
  await mkdir(folder, { recursive: true })
  // No class may be there twice: neither beside the server's own, nor beside those of the module it extends.
  const parent = module.extends ? await jarsIn(join(brought, module.extends)) : []
  const known = new Set([...(await jarsIn(join(dist, 'lib'))), ...parent].map(withoutVersion))
  for (const jar of await jarsIn(join(brought, name))) {
    if (!known.has(withoutVersion(jar))) await cp(join(brought, name, jar), join(folder, jar))
  }
  const descriptor = {
    name,
    description: name,
    version,
    classname: `org.opensearch.${module.plugin}`,
    'opensearch.version': version,
    'java.version': '11',
    'extended.plugins': module.extends ?? '',
    'has.native.controller': 'false',
  }
  const lines = Object.entries(descriptor).map(([key, value]) => `${key}=${value}\n`)
  await writeFile(join(folder, 'plugin-descriptor.properties'), lines.join(''))
  if (!module.permissions) return
  const grants = module.permissions.map((permission) => `  permission ${permission};\n`)
  await writeFile(join(folder, 'plugin-security.policy'), `grant {\n${grants.join('')}};\n`)
}

const jarsIn = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.jar'))

const withoutVersion = (jar: string) => basename(jar, '.jar').replace(/-\d[^-]*(-\d+)?$/, '')

async function unzip(zip: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await runCommand('unzip', ['-q', '-o', zip, '-d', folder])
}

async function moveIfThere(from: string, to: string): Promise<void> {
  const isThere = await readdir(from).catch(() => undefined)
  if (!isThere) return
  await rm(to, { recursive: true, force: true })
  await rename(from, to)
}
