import { fileURLToPath } from 'node:url'
import { joinClassPath } from './class-path.ts'

/** Our launcher: its sources stand beside it, and scripts/build-launcher.ts makes it of them. */
const launcher = fileURLToPath(new URL('./launcher/launcher.jar', import.meta.url))

/** The arguments of `java` that run a main class until the process that holds its standard input has gone. */
export function launch(classPath: readonly string[], mainClass: string): string[] {
  return ['-cp', joinClassPath([launcher, ...classPath]), 'Launcher', mainClass]
}
