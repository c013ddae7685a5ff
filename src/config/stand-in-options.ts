/** The options that the targets `local` and `containers` read alone; see options.ts for the tags. */

export interface LocalTargetOptions {
  /**
   * The `java` executable, or a Java home. No other Java is then tried.
   * @default a Java that fits from JAVA_HOME, PATH or the usual folders, and else one that is downloaded
   * @example java: '/usr/lib/jvm/java-21'
   */
  java?: string | undefined
  /**
   * Base URL of a Maven repository, from which the engines are downloaded.
   * @default 'https://repo1.maven.org/maven2'
   * @example mavenMirror: 'https://maven.example.com/repository/central'
   * @variable AWS_FIXTURES_MAVEN_MIRROR wins over the option
   */
  mavenMirror?: string | undefined
  /**
   * Where downloads and logs are kept between runs, relative to the project's root. The logs of the engines go there on
   * target `containers` too.
   * @default the user's cache folder: `~/.cache/vitest-aws-fixtures` on Linux
   * @example cacheDirectory: '.cache/aws-fixtures'
   * @targets local, containers
   * @variable AWS_FIXTURES_CACHE wins over the option
   */
  cacheDirectory?: string | undefined
  /**
   * Whether a Java runtime is downloaded where the machine has none that fits. Without, the run fails and lists what was
   * looked at.
   * @default true
   * @example downloadJava: false
   */
  downloadJava?: boolean | undefined
  /**
   * Base URL of a Python package index (pip's `index-url`), from which the Java runtime is downloaded.
   * @default 'https://pypi.org/simple'
   * @example javaMirror: 'https://pypi.example.com/simple'
   * @variable AWS_FIXTURES_JAVA_MIRROR wins over the option; PIP_INDEX_URL counts where neither is there
   */
  javaMirror?: string | undefined
}

export interface ContainersTargetOptions {
  /**
   * The container of OpenSearch.
   * @default {}
   * @example opensearch: { security: true }
   */
  opensearch?: OpenSearchContainerOptions | undefined
  /**
   * The container of Gremlin Server.
   * @default {}
   * @example neptune: { image: 'tinkerpop/gremlin-server:3.7.5' }
   */
  neptune?: GremlinContainerOptions | undefined
  /**
   * The platform of the images.
   * @default the platform of the Docker host
   * @example platform: 'linux/amd64'
   */
  platform?: string | undefined
}

export interface OpenSearchContainerOptions {
  /**
   * The image, with its tag or digest.
   * @default `opensearchproject/opensearch` with the version of `opensearch.engineVersion` as its tag
   * @example image: 'opensearchproject/opensearch:2.19.1'
   */
  image?: string | undefined
  /**
   * Whether the security plugin is on inside the container. The gate then signs in as its administrator.
   * @default false
   * @example security: true
   */
  security?: boolean | undefined
}

export interface GremlinContainerOptions {
  /**
   * The image, with its tag or digest. Its server must be in /opt/gremlin-server.
   * @default `tinkerpop/gremlin-server` with the version that fits `neptune.engineVersion` as its tag
   * @example image: 'tinkerpop/gremlin-server:3.7.5'
   */
  image?: string | undefined
}
