/**
 * Rebuilds src/engines/process/launcher/launcher.jar from the Java sources beside it.
 *
 *   node scripts/build-launcher.ts
 *
 * Needs a JDK, and the engines in the cache (any run of the tests fetches them). The jar is checked in, so that neither
 * the package's build nor its users need a compiler; the sources' hash goes into it, and a test compares.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { zipSync } from 'fflate'
import { defaultCacheDirectory } from '../src/cache/cache-directory.ts'
import { fetchArtifacts, MAVEN_CENTRAL } from '../src/engines/releases/artifacts.ts'
import { icuLock, lockedEngines } from '../src/engines/releases/engine-lock.ts'
import { launcherSourcesHash } from './launcher-sources.ts'

const folder = join(import.meta.dirname, '../src/engines/process/launcher')
const obtain = {
  cacheDirectory: process.env.AWS_FIXTURES_CACHE ?? defaultCacheDirectory(),
  mirror: process.env.AWS_FIXTURES_MAVEN_MIRROR ?? MAVEN_CENTRAL,
  signal: new AbortController().signal,
  onProgress: () => {},
}
const classPath = [
  ...(await fetchArtifacts({ engine: lockedEngines.opensearch, ...obtain })),
  ...(await fetchArtifacts({ engine: lockedEngines.gremlin, ...obtain })),
  ...(await fetchArtifacts({ engine: icuLock(), ...obtain })),
]
const output = mkdtempSync(join(tmpdir(), 'launcher-'))
try {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.java'))
  execFileSync(
    'javac',
    [
      '--release',
      '11',
      '-g:none',
      '-cp',
      classPath.join(delimiter),
      '-d',
      output,
      ...sources.map((name) => join(folder, name)),
    ],
    { stdio: 'inherit' },
  )
  const classes = readdirSync(output)
    .sort()
    .map((name) => [name, readFileSync(join(output, name))] as const)
  const services = { 'META-INF/services/java.text.spi.BreakIteratorProvider': Buffer.from('ThaiBreaks\n') }
  const entries = { ...services, ...Object.fromEntries(classes), 'sources.sha256': Buffer.from(launcherSourcesHash()) }
  // A fixed time, so that the same classes make the same jar.
  writeFileSync(join(folder, 'launcher.jar'), zipSync(entries, { mtime: '2020-01-01T00:00:00' }))
  console.log(`launcher.jar: ${classes.map(([name]) => name).join(', ')}`)
} finally {
  rmSync(output, { recursive: true, force: true })
}
