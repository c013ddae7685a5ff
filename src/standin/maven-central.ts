/** The repository that is asked where the user names no other. */
export const MAVEN_CENTRAL = 'https://repo1.maven.org/maven2'
