import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The profiles that the files shared by all AWS tools have. */
export interface SharedProfiles {
  /** The files, whether or not they are there. */
  readonly files: readonly string[]
  /** The settings of each profile, by its name; not those of what nests in a setting. */
  readonly profiles: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** Reads which profiles there are, where the AWS SDK does. A file that cannot be read has none. */
export async function readSharedProfiles(env: NodeJS.ProcessEnv): Promise<SharedProfiles> {
  const folder = join(env.HOME || env.USERPROFILE || homedir(), '.aws')
  const config = env.AWS_CONFIG_FILE || join(folder, 'config')
  const credentials = env.AWS_SHARED_CREDENTIALS_FILE || join(folder, 'credentials')
  const profiles = new Map<string, Map<string, string>>()
  collect(await textOf(config), /^(?:profile\s+(.+)|(default))$/, profiles)
  collect(await textOf(credentials), /^(.+)$/, profiles)
  return { files: [config, credentials], profiles }
}

/** Adds the profiles of one file, whose sections are named so. */
function collect(text: string, section: RegExp, profiles: Map<string, Map<string, string>>): void {
  let current: Map<string, string> | undefined
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*(.+?)\s*\]/.exec(line)?.[1]
    if (header !== undefined) {
      const [, first, second] = section.exec(header) ?? []
      const name = (first ?? second)?.replace(/^(["'])(.*)\1$/, '$2')
      current = name === undefined ? undefined : (profiles.get(name) ?? new Map())
      if (name !== undefined && current) profiles.set(name, current)
      continue
    }
    const [, key, value] = /^([a-z_]\w*)\s*=\s*(.*?)\s*$/i.exec(line) ?? []
    if (key !== undefined) current?.set(key, value ?? '')
  }
}

const textOf = (file: string): Promise<string> => readFile(file, 'utf8').catch(() => '')
