/**
 * What a JVM needs besides to find files whose names are not ASCII: it reads its arguments in the encoding of the locale,
 * which in a bare container is ASCII. Nothing where the locale has UTF-8, and where paths have nothing to do with it.
 */
export function utf8Locale(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C'
  return /utf-?8/i.test(locale) ? {} : { LC_ALL: 'C.UTF-8' }
}
