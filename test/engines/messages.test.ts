import { expect, test } from 'vitest'
import { notDownloaded } from '../../src/cache/messages.ts'
import * as messages from '../../src/engines/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const cache = '/home/me/.cache/vitest-aws-fixtures'
const log = `${cache}/logs/20261130-vaf-3f9c2-neptune.log`
const url = 'https://repo1.maven.org/maven2/org/a/a-1.0.jar'

test('an engine says why it is not ready, how it has ended, and what to do', () => {
  const { engineSource, ...lines } = messages
  expect(
    catalogue(
      { ...lines, engineNotDownloaded: () => notDownloaded(engineSource(), 'repo1.maven.org', url, ['…']) },
      {
        portNotOpen: [[]],
        notReady: [[]],
        notAnswering: [['connect ECONNREFUSED 127.0.0.1:9200']],
        answeredStatus: [['/_cluster/health', 503]],
        portTaken: [[]],
        archiveFailed: [[]],
        portTakenAgain: [[3]],
        processEnded: [
          [1, null],
          [null, 'SIGKILL'],
        ],
        processNotStarted: [['spawn /opt/java/bin/java ENOENT']],
        runsInVain: [[]],
        lastLines: [[log, ['Configuration file not found.']]],
        logIsEmpty: [[log]],
        logIsGone: [[log]],
        logWasCut: [[33_554_432]],
        archiveNotUsed: [[`${cache}/archives/gremlin-3.7.5-0a-4.jsa`, 'shared class paths mismatch']],
        dumpFailed: [['/opt/java/bin/java', 'exit code 1', 'no space']],
        diskIsFull: [[]],
        filesAreShort: [[]],
        threadsAreShort: [[]],
        heapIsFull: [[]],
        memoryIsShort: [[]],
        killedForMemory: [[]],
        fewFiles: [[256]],
        pathNotForJava: [['/home/me/a:b/c.jar', ':']],
        changedBeforeStart: [[`${cache}/maven/org/plugin-1.0-ab12cd34.unpacked`]],
        engineNotDownloaded: [[]],
        vertexNotFound: [[0]],
        graphNotFilled: [[3, 5]],
        graphsNotEmpty: [[2]],
        keptGraphLost: [[]],
        keptGraphDiffers: [['3 4 instead of 5 4']],
      },
    ),
  ).toMatchInlineSnapshot(`
    "portNotOpen
      It has not opened its port yet.

    notReady
      It is not ready yet.

    notAnswering
      It does not answer: connect ECONNREFUSED 127.0.0.1:9200.

    answeredStatus
      /_cluster/health answered 503

    portTaken
      Another process took its port. It is started again on another port.

    archiveFailed
      It ended while it read its class archive. It is started again without the archive.

    portTakenAgain
      Another process took its port 3 times in a row.

    processEnded
      It ended with exit code 1.
      or
      It was ended by SIGKILL.

    processNotStarted
      It could not be started: spawn /opt/java/bin/java ENOENT.

    runsInVain
      It runs, but cannot serve.

    lastLines
      The last lines of /home/me/.cache/vitest-aws-fixtures/logs/20261130-vaf-3f9c2-neptune.log:
        Configuration file not found.

    logIsEmpty
      Its log is empty: /home/me/.cache/vitest-aws-fixtures/logs/20261130-vaf-3f9c2-neptune.log

    logIsGone
      Its log has been removed: /home/me/.cache/vitest-aws-fixtures/logs/20261130-vaf-3f9c2-neptune.log

    logWasCut
      The log is cut off before this line: it had more than 33554432 bytes.

    archiveNotUsed
      The class archive /home/me/.cache/vitest-aws-fixtures/archives/gremlin-3.7.5-0a-4.jsa was not used, and is made again: shared class paths mismatch

    dumpFailed
      /opt/java/bin/java -Xshare:dump ended by exit code 1: no space

    diskIsFull
      A disk is full. Make space in the folder for temporary files, or set TMPDIR to a folder with some hundred MB.

    filesAreShort
      No more files can be opened. Raise the limit of this shell (ulimit -n 4096), of the user or of the container.

    threadsAreShort
      No more threads or processes can be started. Raise the limit of the user (ulimit -u) or of the container (pids).

    heapIsFull
      Its heap is full. Use a larger 'heapMb' in the option 'opensearch' or 'neptune', a smaller dataset, or fewer workers.

    memoryIsShort
      There is too little memory: an engine takes up to 1 GB. End other programs, or give the container more memory. See also ulimit -a.

    killedForMemory
      If nobody has killed it, the system was out of memory: an engine takes up to 1 GB. End other programs, or give the container more memory.

    fewFiles
      It may open only 256 files, and needs some hundreds. Raise the limit: ulimit -n 4096.

    pathNotForJava
      Java cannot be started with a path that contains ':': /home/me/a:b/c.jar
      A ':' separates the paths of a class path, and cannot be escaped.
      Move the project, or name another folder for the cache in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.

    changedBeforeStart
      The files of an engine were changed or removed before it was started: /home/me/.cache/vitest-aws-fixtures/maven/org/plugin-1.0-ab12cd34.unpacked
      Another run, or another user of this cache, has done so after they were verified.
      Run again, or name a folder of your own in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.

    engineNotDownloaded
      An engine could not be downloaded from repo1.maven.org: https://repo1.maven.org/maven2/org/a/a-1.0.jar
      Last seen: ….
      If this machine reaches Maven Central only through a mirror, name its base URL in the option 'local.mavenMirror' or in AWS_FIXTURES_MAVEN_MIRROR. A proxy is taken from HTTPS_PROXY, and your own certificate authority from NODE_EXTRA_CA_CERTS.

    vertexNotFound
      One vertex was added to an empty graph, and then 0 were found.

    graphNotFilled
      A graph could not be filled again after its engine was replaced.
      It holds 3 vertices instead of 5.

    graphsNotEmpty
      The graphs of this run could not be emptied.
      They still hold 2 vertices after all were dropped.

    keptGraphLost
      The graph that a file's seed had made is lost: its engine was replaced.
      Run the file again.

    keptGraphDiffers
      The graph is not restored to what the file's seed had made.
      It holds 3 vertices and 4 edges instead of 5 vertices and 4 edges."
  `)
})
