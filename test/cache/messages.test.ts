import { expect, test } from 'vitest'
import * as messages from '../../src/cache/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const folder = '/home/me/.cache/vitest-aws-fixtures'
const url = 'https://maven.example/org/a/a-1.0.jar'
const zip = `${folder}/maven/org/plugin/plugin-1.0.zip`
const source: messages.Source = {
  what: 'An engine',
  hint: "Give the base URL of a mirror in the option 'local.mavenMirror'",
  setting: 'local.mavenMirror or AWS_FIXTURES_MAVEN_MIRROR',
}

test('the cache says why it cannot be used, and a download why it failed', () => {
  expect(
    catalogue(messages, {
      homeUnknown: [['A system error occurred: uv_os_homedir returned ENOENT (no such file or directory)']],
      cacheFull: [
        [folder, 'ENOSPC: no space left on device, write', 90_400_000, 1_200_000],
        [folder, 'EDQUOT: disk quota exceeded, write', 90_400_000],
      ],
      cacheReadOnly: [[folder, `EROFS: read-only file system, mkdir '${folder}'`]],
      cacheDenied: [
        [folder, `EACCES: permission denied, mkdir '${folder}'`],
        [folder, `EACCES: permission denied, mkdir '${folder}'`, { owner: 0, me: 1000 }],
      ],
      cacheUnwritable: [[folder, `ENOTDIR: not a directory, mkdir '${folder}'`]],
      changedAfterFetch: [[`${folder}/maven/org/a/a-1.0.jar`]],
      changedAndKept: [[`${folder}/maven/org/a/a-1.0.jar`, "EROFS: read-only file system, rm 'a-1.0.jar'"]],
      writableByEveryUser: [[folder]],
      notDownloaded: [[source, 'maven.example', url, ['fetch failed', 'connect ECONNREFUSED 127.0.0.1:1']]],
      fileNotServed: [[source, url, 404]],
      fileTooLong: [[url, 100_000]],
      wrongHash: [[url, 'ab12', 'cd34']],
      answeredStatus: [[url, 503]],
      wrongRange: [[url, 10, 15]],
      partDoesNotFit: [[url]],
      downloadStalled: [[url, 30_000]],
      notUnpacked: [[zip, 'invalid relative path: ../evil.jar']],
      unpacksTooLarge: [[1_073_741_824]],
      wrongContents: [[zip, 'ab12']],
    }),
  ).toMatchInlineSnapshot(`
    "homeUnknown
      The cache of the engines has no folder: HOME is not set, and the system does not know this user.
      Last seen: A system error occurred: uv_os_homedir returned ENOENT (no such file or directory).
      Set HOME, or name a folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.

    cacheFull
      The cache of the engines is full: /home/me/.cache/vitest-aws-fixtures
      Last seen: ENOSPC: no space left on device, write. The engines need 91 MB more, and 2 MB are free.
      Make space ('npx vitest-aws-fixtures cache prune' removes old files), or name another folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.
      or
      The cache of the engines is full: /home/me/.cache/vitest-aws-fixtures
      Last seen: EDQUOT: disk quota exceeded, write. The engines need 91 MB more.
      Make space ('npx vitest-aws-fixtures cache prune' removes old files), or name another folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.

    cacheReadOnly
      The cache of the engines is on a read-only file system: /home/me/.cache/vitest-aws-fixtures
      Last seen: EROFS: read-only file system, mkdir '/home/me/.cache/vitest-aws-fixtures'.
      Run 'npx vitest-aws-fixtures install' where the file system can be written, or name another folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.

    cacheDenied
      This user may not write to the cache of the engines: /home/me/.cache/vitest-aws-fixtures
      Last seen: EACCES: permission denied, mkdir '/home/me/.cache/vitest-aws-fixtures'.
      Have its owner run 'npx vitest-aws-fixtures install', or name another folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.
      or
      This user may not write to the cache of the engines: /home/me/.cache/vitest-aws-fixtures
      Last seen: EACCES: permission denied, mkdir '/home/me/.cache/vitest-aws-fixtures'. The folder belongs to user 0, and this is user 1000.
      Have its owner run 'npx vitest-aws-fixtures install', or name another folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.

    cacheUnwritable
      The cache of the engines cannot be written: /home/me/.cache/vitest-aws-fixtures
      Last seen: ENOTDIR: not a directory, mkdir '/home/me/.cache/vitest-aws-fixtures'.
      Name a folder with free space, which you may write to, in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.

    changedAfterFetch
      /home/me/.cache/vitest-aws-fixtures/maven/org/a/a-1.0.jar was changed after it was fetched. It is fetched again.

    changedAndKept
      A file that an engine runs was changed after it was fetched, and cannot be removed: /home/me/.cache/vitest-aws-fixtures/maven/org/a/a-1.0.jar
      Last seen: EROFS: read-only file system, rm 'a-1.0.jar'.
      Remove it, or name another folder in the option 'local.cacheDirectory' or in AWS_FIXTURES_CACHE.

    writableByEveryUser
      Every user of this machine may write to the cache of the engines, and the files in it run as you: /home/me/.cache/vitest-aws-fixtures. Forbid it: chmod go-w /home/me/.cache/vitest-aws-fixtures

    notDownloaded
      An engine could not be downloaded from maven.example: https://maven.example/org/a/a-1.0.jar
      Last seen: fetch failed: connect ECONNREFUSED 127.0.0.1:1.
      Give the base URL of a mirror in the option 'local.mavenMirror'. A proxy is taken from HTTPS_PROXY, and your own certificate authority from NODE_EXTRA_CA_CERTS.

    fileNotServed
      https://maven.example/org/a/a-1.0.jar answered 404.
      The repository does not serve this file. Check local.mavenMirror or AWS_FIXTURES_MAVEN_MIRROR.

    fileTooLong
      https://maven.example/org/a/a-1.0.jar is longer than the file that this package was tested with.
      The download was cut off after the pinned size of 100000 bytes.
      A mirror or a proxy may have changed it: open the URL in a browser.

    wrongHash
      https://maven.example/org/a/a-1.0.jar is not the file that this package was tested with.
      Its SHA-256 is ab12. The pinned one is cd34.
      A mirror or a proxy may have changed it, or cut it short: open the URL in a browser.

    answeredStatus
      https://maven.example/org/a/a-1.0.jar answered 503

    wrongRange
      https://maven.example/org/a/a-1.0.jar continued at byte 10 instead of 15

    partDoesNotFit
      the part of https://maven.example/org/a/a-1.0.jar that was kept does not fit the rest

    downloadStalled
      nothing came from https://maven.example/org/a/a-1.0.jar for 30 s

    notUnpacked
      /home/me/.cache/vitest-aws-fixtures/maven/org/plugin/plugin-1.0.zip cannot be unpacked: invalid relative path: ../evil.jar

    unpacksTooLarge
      its contents have more than 1073741824 bytes

    wrongContents
      /home/me/.cache/vitest-aws-fixtures/maven/org/plugin/plugin-1.0.zip has other contents than the pinned ones: ab12"
  `)
})
