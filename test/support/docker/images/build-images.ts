import { cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runCommand } from '../run-command.ts'
import type { ImageRecipe } from './image-recipe.ts'
import { bringByMaven } from './maven.ts'

const BASE = 'vitest-aws-fixtures/jre:17'

/** Builds images of packages from Debian and Maven. What they are made of is brought while their base is made. */
export async function buildImages(
  recipes: readonly ImageRecipe[],
  { folder, env }: { readonly folder: string; readonly env: Readonly<Record<string, string>> },
): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const base = runCommand(join(import.meta.dirname, 'jre.sh'), [BASE, join(folder, 'base')], { env })
  // Awaited below; a failure of Maven is told first.
  base.catch(() => {})
  await bringByMaven(Object.assign({}, ...recipes.map(({ wanted }) => wanted)), join(folder, 'brought'))
  await Promise.all(
    recipes.map(async ({ image, context, layOut }) => {
      const target = join(folder, context)
      await cp(join(import.meta.dirname, context), target, { recursive: true })
      await layOut(join(folder, 'brought'), target)
      await base
      await runCommand('docker', ['build', '--quiet', '--tag', image, '--build-arg', `BASE=${BASE}`, target], {
        // The packaged builder; a newer client would look for an extension of its own.
        env: { ...env, DOCKER_BUILDKIT: '0' },
      })
    }),
  )
  await rm(folder, { recursive: true, force: true })
}
