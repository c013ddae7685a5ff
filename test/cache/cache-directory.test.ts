import { expect, test } from 'vitest'
import { defaultCacheDirectory } from '../../src/cache/cache-directory.ts'

test.for([
  ['linux', { HOME: '/home/u' }, '/home/u/.cache/vitest-aws-fixtures'],
  ['linux', { HOME: '/home/u', XDG_CACHE_HOME: '/caches' }, '/caches/vitest-aws-fixtures'],
  ['linux', { HOME: '/home/u', XDG_CACHE_HOME: 'relative' }, '/home/u/.cache/vitest-aws-fixtures'],
  ['darwin', { HOME: '/Users/u' }, '/Users/u/Library/Caches/vitest-aws-fixtures'],
  ['win32', { LOCALAPPDATA: '/local' }, '/local/vitest-aws-fixtures'],
  ['win32', { HOME: '/u' }, '/u/AppData/Local/vitest-aws-fixtures'],
] as const)('on %s with the variables %o the cache is %s', ([platform, env, folder]) => {
  expect(defaultCacheDirectory(env, platform)).toBe(folder)
})
