/** The repository that engines come from where the user names no other. */
export const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2'

/** The index that Java runtimes come from where the user names no other. */
export const PYPI = 'https://pypi.org/simple'
