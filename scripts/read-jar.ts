import { readFile } from 'node:fs/promises'
import { strFromU8, unzipSync } from 'fflate'
import { defaultCacheDirectory } from '../src/cache/cache-directory.ts'
import { fetchArtifacts, MAVEN_CENTRAL } from '../src/engines/releases/artifacts.ts'
import type { LockedEngine } from '../src/engines/releases/engine-lock.ts'

/**
 * The files of a jar whose names are wanted, in the order of these, as texts. The jar is the first artifact. It is fetched
 * where the cache does not have it; fails as `fetchArtifacts` does.
 */
export async function readJar(
  engine: LockedEngine,
  isWanted: (name: string) => boolean,
): Promise<readonly (readonly [name: string, text: string])[]> {
  const [jar = ''] = await fetchArtifacts({
    engine,
    cacheDirectory: process.env.AWS_FIXTURES_CACHE ?? defaultCacheDirectory(),
    mirror: process.env.AWS_FIXTURES_MAVEN_MIRROR ?? MAVEN_CENTRAL,
    signal: AbortSignal.timeout(120_000),
    onProgress: () => {},
  })
  const files = unzipSync(await readFile(jar), { filter: ({ name }) => isWanted(name) })
  return Object.keys(files)
    .sort()
    .map((name) => [name, strFromU8(files[name] as Uint8Array)])
}
