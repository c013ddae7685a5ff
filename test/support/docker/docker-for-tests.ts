import { join } from 'node:path'
import { defaultCacheDirectory } from '../../../src/cache/cache-directory.ts'
import { obtainEngine } from './docker-engine.ts'
import { isObtainable, obtainImages } from './docker-images.ts'
import { removeContainers } from './remove-containers.ts'
import { OFFICIAL_RYUK } from './ryuk-image.ts'

/** Outlives the run, where the machine is kept: the images are in it. */
const folder = `${defaultCacheDirectory()}-docker`

/** A Docker engine with the images of the tests. */
export interface DockerForTests {
  /** The variables by which a process and its children use it. */
  readonly env: Record<string, string>
  /** Removes the containers of the tests, and stops the engine where it was started here. */
  end(): Promise<void>
}

/** The engine that runs, or one that is installed and started. */
export async function dockerForTests(): Promise<DockerForTests> {
  const { env, stop } = await obtainEngine(folder)
  try {
    await obtainImages(join(folder, 'build'), env)
    const withoutRyuk = !(await isObtainable(OFFICIAL_RYUK, env))
    return {
      env: { ...env, ...(withoutRyuk && { TESTCONTAINERS_RYUK_DISABLED: 'true' }) },
      async end() {
        try {
          await removeContainers(env)
        } finally {
          await stop()
        }
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
