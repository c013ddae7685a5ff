import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Where programs keep what has to outlast them, by the customs of the platform, and our folder in it. */
export function defaultStateDirectory(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string {
  return join(userState(env, platform), 'vitest-aws-fixtures')
}

function userState(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (env.XDG_STATE_HOME && isAbsolute(env.XDG_STATE_HOME)) return env.XDG_STATE_HOME
  const home = env.HOME || homedir()
  if (platform === 'darwin') return join(home, 'Library', 'Application Support')
  if (platform === 'win32') return env.LOCALAPPDATA ?? join(home, 'AppData', 'Local')
  return join(home, '.local', 'state')
}
