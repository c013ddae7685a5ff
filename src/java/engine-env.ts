/** The variables by which a Java process finds programs, folders, its locale and libraries, on Linux, macOS and Windows. */
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
 * The environment of our Java processes: an allow-list, and a locale in which a JVM finds every path. It has no credentials of
 * the shell, and none of the variables that add options to every JVM, such as JAVA_TOOL_OPTIONS.
 */
export function engineEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  const passedOn = Object.entries(env).filter(([name]) => {
    const upper = name.toUpperCase()
    return PASSED_ON.has(upper) || upper.startsWith('LC_')
  })
  return { ...Object.fromEntries(passedOn), ...utf8Locale(env) }
}

/** The names of variables that carry credentials. */
const CREDENTIALS = /^AWS_(?!FIXTURES_)|TOKEN|SECRET|PASSW|CREDENTIAL|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY/i
/** The settings of Docker stay, because testcontainers reads them. */
const OF_DOCKER = /^(?:DOCKER|TESTCONTAINERS)_/i

/** The environment without credentials, for processes that need the rest of it, such as proxies and version switchers. */
export function withoutCredentials(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => OF_DOCKER.test(name) || !CREDENTIALS.test(name)))
}

/**
 * A locale with UTF-8 where the environment has none, which in a bare container is ASCII: a JVM decodes its arguments by the
 * locale, and would not find files with other names. Nothing where the locale has UTF-8.
 */
export function utf8Locale(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C'
  return /utf-?8/i.test(locale) ? {} : { LC_ALL: 'C.UTF-8' }
}
