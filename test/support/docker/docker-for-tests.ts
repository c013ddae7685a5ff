import { join } from 'node:path'
import { defaultCacheDirectory } from '../../../src/cache/cache-directory.ts'
import { obtainEngine } from './docker-engine.ts'
import { isObtainable, obtainImages } from './docker-images.ts'
import { removeContainers } from './remove-containers.ts'
import { OFFICIAL_RYUK } from './ryuk-image.ts'

/** Outlives the run, where the machine is kept: the images are in it. */
const folder = `${defaultCacheDirectory()}-docker`

/**
 * A Docker engine with the images of the tests, for this process and its children: the one that runs, or one that is
 * installed, started and, in the end, stopped. Returns what ends it.
 */
export async function dockerForTests(): Promise<() => Promise<void>> {
  const { env, stop } = await obtainEngine(folder)
  try {
    await obtainImages(join(folder, 'build'), env)
    Object.assign(process.env, env)
    if (!(await isObtainable(OFFICIAL_RYUK, env))) process.env.TESTCONTAINERS_RYUK_DISABLED = 'true'
  } catch (error) {
    await stop()
    throw error
  }
  return async () => {
    try {
      await removeContainers()
    } finally {
      await stop()
    }
  }
}
