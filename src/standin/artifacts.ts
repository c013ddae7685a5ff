import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
// A Java runtime has no `jar` command, and Node reads no zip files; this library is small and needs no other.
import { unzipSync } from 'fflate'
import type { Clock } from '../wait/clock.ts'
import { download } from './download.ts'
import type { Artifact, LockedEngine } from './engine-lock.ts'
import { artifactPath } from './engine-lock.ts'

export { MAVEN_CENTRAL } from './maven-central.ts'

/** How many files are fetched at the same time. */
const IN_FLIGHT = 8

export interface FetchOptions {
  readonly engine: LockedEngine
  readonly cacheDirectory: string
  /** Base URL of a Maven repository. */
  readonly mirror: string
  readonly signal: AbortSignal
  readonly onProgress: (receivedBytes: number, totalBytes: number) => void
  /** Default: real time. */
  readonly clock?: Clock
}

/**
 * Makes sure that every file of an engine is in the cache, and returns its class path. Where all are there, nothing is
 * asked of the network. Fails as `download` does; what has arrived until then stays in the cache.
 */
export async function fetchArtifacts(options: FetchOptions): Promise<string[]> {
  const folder = join(options.cacheDirectory, 'maven')
  const { artifacts } = options.engine
  const isThere = await Promise.all(
    artifacts.map((artifact) => isComplete(join(folder, artifactPath(artifact)), artifact)),
  )
  await fetchAll(
    artifacts.filter((_, index) => !isThere[index]),
    folder,
    options,
  )
  const jars = await Promise.all(artifacts.map((artifact) => jarsOf(join(folder, artifactPath(artifact)))))
  return jars.flat()
}

/** A file has its name only once it is verified, so its size is enough to notice that somebody has changed it since. */
async function isComplete(file: string, { bytes }: Artifact): Promise<boolean> {
  const seen = await stat(file).catch(() => undefined)
  return seen?.size === bytes
}

async function fetchAll(missing: readonly Artifact[], folder: string, options: FetchOptions): Promise<void> {
  if (missing.length === 0) return
  const { mirror, onProgress } = options
  const failure = new AbortController()
  const signal = AbortSignal.any([options.signal, failure.signal])
  const totalBytes = missing.reduce((sum, { bytes }) => sum + bytes, 0)
  let receivedBytes = 0
  const queue = missing.values()
  const worker = async () => {
    for (const artifact of queue) {
      const path = artifactPath(artifact)
      await download({
        url: `${mirror.replace(/\/+$/, '')}/${path}`,
        file: join(folder, path),
        sha256: artifact.sha256,
        signal,
        clock: options.clock,
        onBytes: (bytes) => {
          receivedBytes += bytes
          onProgress(receivedBytes, totalBytes)
        },
      })
    }
  }
  const workers = Array.from({ length: IN_FLIGHT }, () =>
    worker().catch((error) => {
      // The first failure is the one to tell; the others would only say that they were stopped.
      failure.abort(error)
      throw error
    }),
  )
  const ended = await Promise.allSettled(workers)
  options.signal.throwIfAborted()
  if (ended.some(({ status }) => status === 'rejected')) throw failure.signal.reason
}

/** A jar stands for itself; a plugin's zip for the jars in it, unpacked beside it once. */
async function jarsOf(file: string): Promise<string[]> {
  if (!file.endsWith('.zip')) return [file]
  const unpacked = `${file.slice(0, -'.zip'.length)}.unpacked`
  if (!(await stat(unpacked).catch(() => undefined))) await unpackJars(file, unpacked)
  const names = await readdir(unpacked)
  return names.sort().map((name) => join(unpacked, name))
}

async function unpackJars(zip: string, folder: string): Promise<void> {
  const entries = unzipSync(await readFile(zip), { filter: ({ name }) => name.endsWith('.jar') })
  const partial = `${folder}.${randomUUID()}.part`
  await mkdir(partial, { recursive: true })
  for (const [name, bytes] of Object.entries(entries)) await writeFile(join(partial, basename(name)), bytes)
  try {
    await rename(partial, folder)
  } catch (error) {
    // Another run may have been faster; its folder is as good.
    await rm(partial, { recursive: true, force: true })
    if (!(await stat(folder).catch(() => undefined))) throw error
  }
}
