import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { runCommand } from '../docker/run-command.ts'

/** What the browser is called on the systems that have it. */
const NAMES = ['chromium', 'chromium-browser', 'google-chrome']

/**
 * The path of a Chromium: the one that is on the PATH, or one that is installed now, which takes root on Debian and at
 * most five minutes. Fails where there is none and none can be installed.
 */
export async function obtainChromium(): Promise<string> {
  const found = findChromium()
  if (found) return found
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    throw new Error(
      [
        'The browser tests need Chromium, and there is none.',
        `Last seen: none of ${NAMES.join(', ')} is on the PATH, and only root on Debian can have one installed here.`,
        'Install Chromium; `npm run check` does without.',
      ].join('\n'),
    )
  }
  await runCommand(join(import.meta.dirname, 'install-chromium.sh'), [])
  const installed = findChromium()
  if (!installed) throw new Error('apt-get installed Chromium, and it is not on the PATH.')
  return installed
}

function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}
