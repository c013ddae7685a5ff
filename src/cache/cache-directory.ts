import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { ConfigError, messageOf } from '../errors/errors.ts'
import { homeUnknown } from './messages.ts'

/** Where this user's caches are, by the customs of the platform, and our folder in it. */
export function defaultCacheDirectory(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): string {
  return join(userCache(env, platform), 'vitest-aws-fixtures')
}

function userCache(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  const home = env.HOME || systemsHome()
  if (env.XDG_CACHE_HOME && isAbsolute(env.XDG_CACHE_HOME)) return env.XDG_CACHE_HOME
  if (platform === 'darwin') return join(home, 'Library', 'Caches')
  if (platform === 'win32') return env.LOCALAPPDATA ?? join(home, 'AppData', 'Local')
  return join(home, '.cache')
}

/** The home that the system knows. Fails with a ConfigError where it does not know this user, as in many a container. */
function systemsHome(): string {
  try {
    return homedir()
  } catch (cause) {
    throw new ConfigError(homeUnknown(messageOf(cause)), { cause })
  }
}
