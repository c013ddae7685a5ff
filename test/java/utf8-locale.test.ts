import { expect, test } from 'vitest'
import { utf8Locale } from '../../src/java/engine-env.ts'

test.for<NodeJS.ProcessEnv>([
  {},
  { LANG: 'C' },
  { LC_ALL: 'POSIX', LANG: 'de_DE.UTF-8' },
  { LC_ALL: '', LC_CTYPE: 'en_US.ISO-8859-1', LANG: 'en_US.UTF-8' },
])('a JVM gets a locale with UTF-8 instead of that of %o', (env) => {
  expect(utf8Locale(env)).toEqual({ LC_ALL: 'C.UTF-8' })
})

test.for<NodeJS.ProcessEnv>([{ LANG: 'de_DE.UTF-8' }, { LC_ALL: 'C.utf8' }, { LC_CTYPE: 'UTF-8', LANG: 'C' }])(
  'a JVM keeps the locale of %o, which has UTF-8',
  (env) => {
    expect(utf8Locale(env)).toEqual({})
  },
)
