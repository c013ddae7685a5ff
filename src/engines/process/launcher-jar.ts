import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { replaceFile } from '../../process/replace-file.ts'

/** Our launcher: its sources stand beside it, and scripts/build-launcher.ts makes it of them. */
export const launcher = fileURLToPath(new URL('./launcher/launcher.jar', import.meta.url))

/**
 * The launcher's jar, from the cache where one is given and can be written: every project has a copy of this package, and
 * a class archive only serves the very class path it was made with. A copy is known by the hash of what is in it.
 */
export async function launcherJar(cacheDirectory: string | undefined): Promise<string> {
  if (cacheDirectory === undefined) return launcher
  const contents = await readFile(launcher)
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16)
  const copy = join(cacheDirectory, 'launcher', `launcher-${hash}.jar`)
  // It is a few kB: what is in it is compared, not its size.
  if ((await readFile(copy).catch(() => undefined))?.equals(contents)) return copy
  try {
    await replaceFile(copy, contents)
    return copy
  } catch {
    // The cache is full, or read-only: the package's own jar is as good.
    return launcher
  }
}

/** The variable by which an engine in a container is given its secret. */
export const ENGINE_SECRET_VARIABLE = 'VITEST_AWS_FIXTURES_ENGINE_SECRET'

/** A new secret that one engine asks for in the header `authorization`; 256 random bits. */
export const newEngineSecret = (): string => `Bearer ${randomBytes(32).toString('base64url')}`
