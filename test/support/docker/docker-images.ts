import { buildImages } from './images/build-images.ts'
import { gremlinImage } from './images/gremlin.ts'
import type { ImageRecipe } from './images/image-recipe.ts'
import { opensearchImage } from './images/opensearch.ts'
import { runCommand } from './run-command.ts'

const recipes = [opensearchImage, gremlinImage]

/** How long a registry may take until its image is here, in milliseconds: without one it fails in a few seconds. */
const PULL_MS = 180_000

/** Whether an image is here, or can be pulled. */
export async function isObtainable(image: string, env: Readonly<Record<string, string>>): Promise<boolean> {
  const inspect = () => runCommand('docker', ['image', 'inspect', image], { env })
  const pull = () => runCommand('docker', ['pull', '--quiet', image], { env, timeoutMs: PULL_MS })
  return inspect()
    .catch(pull)
    .then(() => true)
    .catch(() => false)
}

/** Sees to it that the images of the tests are here: as they are, by a pull, or built. */
export async function obtainImages(folder: string, env: Readonly<Record<string, string>>): Promise<void> {
  const missing: ImageRecipe[] = []
  for (const recipe of recipes) if (!(await isObtainable(recipe.image, env))) missing.push(recipe)
  if (missing.length === 0) return
  console.log(`No registry has ${missing.map(({ image }) => image).join(' and ')} for this machine: building.`)
  await buildImages(missing, { folder, env })
}
