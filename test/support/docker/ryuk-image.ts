import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isObtainable } from './docker-images.ts'
import { gremlinImage } from './images/gremlin.ts'
import { removeContainers } from './remove-containers.ts'
import { runCommand } from './run-command.ts'

/** What testcontainers 12.2 removes containers with whose run has died. */
export const OFFICIAL_RYUK = 'testcontainers/ryuk:0.14.0'

/** A name of its own: it is not the same. */
const STAND_IN = 'vitest-aws-fixtures-tests/ryuk:1'

/** An image of Ryuk. */
export interface RyukImage {
  /** For the variable RYUK_CONTAINER_IMAGE. */
  readonly name: string
  /** Removes it, with what runs of it, where it was made here. */
  remove(): Promise<void>
}

/** The official one where it is here or can be pulled; else one that is made for these tests, in a few seconds. */
export async function obtainRyuk(): Promise<RyukImage> {
  if (await isObtainable(OFFICIAL_RYUK, {})) return { name: OFFICIAL_RYUK, remove: async () => {} }
  const context = join(import.meta.dirname, 'images', 'ryuk')
  const folder = await mkdtemp(join(tmpdir(), 'vaf-ryuk-'))
  try {
    for (const name of ['Dockerfile', 'ryuk.ts']) await copyFile(join(context, name), join(folder, name))
    await copyFile(process.execPath, join(folder, 'node'))
    const base = `BASE=${gremlinImage.image}`
    await runCommand('docker', ['build', '--quiet', '--tag', STAND_IN, '--build-arg', base, folder], {
      env: { DOCKER_BUILDKIT: '0' },
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  const remove = async () => {
    await removeContainers()
    await runCommand('docker', ['image', 'rm', '--force', STAND_IN])
  }
  return { name: STAND_IN, remove }
}
