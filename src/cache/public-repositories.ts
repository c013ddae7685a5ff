/** Where engines are fetched from by default: the base URL of a Maven repository. */
export const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2'

/** Where Java runtimes are fetched from by default: the base URL of a simple index of Python packages. */
export const PYPI = 'https://pypi.org/simple'
