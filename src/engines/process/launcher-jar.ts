import { createHash, randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { replaceFile } from '../../process/replace-file.ts'

/** The jar of our launcher, which scripts/build-launcher.ts makes from the sources beside it. */
export const launcher = fileURLToPath(new URL('./launcher/launcher.jar', import.meta.url))

/**
 * The path of the launcher's jar: a copy in the cache, where a cache is given and can be written. Each project has its own copy
 * of this package, and a class archive serves only the class path that it was made with. The copy's name has its hash.
 */
export async function launcherJar(cacheDirectory: string | undefined): Promise<string> {
  if (cacheDirectory === undefined) return launcher
  const contents = await readFile(launcher)
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 16)
  const copy = join(cacheDirectory, 'launcher', `launcher-${hash}.jar`)
  // It has a few kB: the contents are compared, not only the size.
  if ((await readFile(copy).catch(() => undefined))?.equals(contents)) return copy
  try {
    await replaceFile(copy, contents)
    return copy
  } catch {
    // The cache is full or read-only. The package's own jar serves too.
    return launcher
  }
}

/** The variable that gives an engine in a container its secret. */
export const ENGINE_SECRET_VARIABLE = 'VITEST_AWS_FIXTURES_ENGINE_SECRET'

/** A new secret of 256 random bits, which one engine asks for in the header `authorization`. */
export const newEngineSecret = (): string => `Bearer ${randomBytes(32).toString('base64url')}`
