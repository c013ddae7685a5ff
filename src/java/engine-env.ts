/** What a Java process needs to find its programs, folders, locale and libraries, on Linux, macOS and Windows. */
const PASSED_ON = new Set([
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'TMPDIR', 'LANG', 'LANGUAGE', 'TZ', 'JAVA_HOME'],
  ...['LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'],
  ...[
    'SYSTEMROOT',
    'SYSTEMDRIVE',
    'WINDIR',
    'USERPROFILE',
    'TEMP',
    'TMP',
    'COMSPEC',
    'PATHEXT',
    'NUMBER_OF_PROCESSORS',
  ],
])

/**
 * The environment of every Java process of ours: an allow-list, and a locale in which a JVM finds every path. Credentials
 * of the shell stay out, and so do the variables by which a shell adds options to every JVM, such as JAVA_TOOL_OPTIONS.
 */
export function engineEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const passedOn = Object.entries(env).filter(([name]) => {
    const upper = name.toUpperCase()
    return PASSED_ON.has(upper) || upper.startsWith('LC_')
  })
  return { ...Object.fromEntries(passedOn), ...utf8Locale(env) }
}

/** Names by which a shell carries credentials. Docker's own settings stay, which testcontainers reads. */
const CREDENTIALS = /^AWS_(?!FIXTURES_)|TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY/i
const OF_DOCKER = /^(?:DOCKER|TESTCONTAINERS)_/i

/** The environment without credentials, for processes that need the rest of it, such as proxies and version managers. */
export function withoutCredentials(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => OF_DOCKER.test(name) || !CREDENTIALS.test(name)))
}

/**
 * What a JVM needs besides to find files whose names are not ASCII: it reads its arguments in the encoding of the locale,
 * which in a bare container is ASCII. Nothing where the locale has UTF-8, and where paths have nothing to do with it.
 */
export function utf8Locale(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C'
  return /utf-?8/i.test(locale) ? {} : { LC_ALL: 'C.UTF-8' }
}
