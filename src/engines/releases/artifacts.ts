import { basename, join } from 'node:path'
import type { FetchFiles } from '../../cache/fetch-files.ts'
import { fetchFiles } from '../../cache/fetch-files.ts'
import type { PinnedFile } from '../../cache/pinned-file.ts'
import type { Unpacking } from '../../cache/unpack.ts'
import { contentsOf, folderFor } from '../../cache/unpacked.ts'
import { ConfigError } from '../../errors/errors.ts'
import { changedBeforeStart, engineSource } from '../messages.ts'
import type { Artifact, LockedEngine } from './engine-lock.ts'
import { artifactPath } from './engine-lock.ts'

export { MAVEN_CENTRAL } from '../../cache/public-repositories.ts'

/** The files of an engine in the cache, as they are fetched from a Maven repository with this base URL. */
export function filesOf(engine: LockedEngine, mirror: string): PinnedFile[] {
  return engine.artifacts.map((artifact) => {
    const path = artifactPath(artifact)
    const unpacking = unpackingOf(artifact)
    return {
      path: join('maven', path),
      sha256: artifact.sha256,
      bytes: artifact.bytes,
      url: async () => `${mirror.replace(/\/+$/, '')}/${path}`,
      source: engineSource(),
      ...(unpacking && { unpacking }),
    }
  })
}

/**
 * The jars that an engine is started from: each jar, and those in the zip of each plugin. Fails with a ConfigError where a zip
 * is not unpacked, or its note lists other jars than the pinned ones.
 */
export function classPathOf(engine: LockedEngine, cacheDirectory: string): string[] {
  return engine.artifacts.flatMap((artifact) => {
    const unpacking = unpackingOf(artifact)
    if (unpacking) return jarsIn(join(cacheDirectory, unpacking.folder), unpacking)
    return [join(cacheDirectory, 'maven', artifactPath(artifact))]
  })
}

function jarsIn(folder: string, { contents }: Unpacking): string[] {
  const unpacked = contentsOf(folder, contents)
  if (!unpacked) {
    throw new ConfigError(changedBeforeStart(folder))
  }
  const jars = Object.keys(unpacked.files).sort()
  return jars.map((place) => join(folder, place))
}

/** How a plugin's zip is unpacked; `undefined` for a jar. */
function unpackingOf(artifact: Artifact): Unpacking | undefined {
  const { contents } = artifact
  if (contents === undefined) return undefined
  const name = artifactPath(artifact).replace(/\.zip$/, '')
  return { folder: join('maven', `${folderFor(name, contents)}.unpacked`), contents, place: jarsAlone }
}

/** The place of an entry of a plugin's zip: jars are unpacked without their folders, and all else is left out. */
export const jarsAlone = (entry: string) => (entry.endsWith('.jar') ? basename(entry) : undefined)

/** Makes sure that one engine is in the cache, and returns its class path. Fails as `fetchFiles` does. */
export async function fetchArtifacts({ engine, mirror, ...options }: FetchArtifacts): Promise<string[]> {
  await fetchFiles({ ...options, files: filesOf(engine, mirror) })
  return classPathOf(engine, options.cacheDirectory)
}

export interface FetchArtifacts extends Omit<FetchFiles, 'files'> {
  readonly engine: LockedEngine
  /** Base URL of a Maven repository. */
  readonly mirror: string
}
