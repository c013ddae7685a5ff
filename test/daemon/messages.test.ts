import { expect, test } from 'vitest'
import * as messages from '../../src/daemon/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const folder = '/tmp/vaf-1000'

test('messages about daemons and their folders name the folder or the process, and what to do', () => {
  expect(
    catalogue(messages, {
      folderUnusable: [
        ['ENOSPC', '/tmp', 'ENOSPC: no space left on device, write'],
        ['EMFILE', '/tmp', "EMFILE: too many open files, open '/tmp/vaf-1000'"],
        ['EACCES', '/tmp', "EACCES: permission denied, mkdir '/tmp/vaf-1000'"],
      ],
      folderNotPrivate: [[folder, 'Other users may enter it.']],
      folderOfAnother: [[folder, 'It belongs to user 1001.', `${folder}-6f`]],
      folderNotRemoved: [[`${folder}/3f9c2a1b-2`, 'Error: EBUSY']],
      dataFolderForeign: [
        ['/dev/shm/vaf-1000-6f', 'It is a symbolic link.', 0],
        ['/dev/shm/vaf-1000-6f', 'It is a symbolic link.', 2],
      ],
      noDaemon: [[10, folder]],
      daemonHangs: [[4711]],
      daemonSilent: [[15_000]],
      daemonGone: [[]],
      daemonNotReady: [[]],
      daemonNotEnded: [[4711]],
      daemonEnded: [[]],
    }),
  ).toMatchInlineSnapshot(`
    "folderUnusable
      No space is left for the engines' data in the folder for temporary files: /tmp
      Last seen: ENOSPC: no space left on device, write.
      Make space there, or set TMPDIR to a folder with some hundred MB.
      or
      No more files can be opened in the folder for temporary files: /tmp
      Last seen: EMFILE: too many open files, open '/tmp/vaf-1000'.
      Raise the limit of open files: ulimit -n 4096
      or
      The daemon cannot create its folder in the folder for temporary files: /tmp
      Last seen: EACCES: permission denied, mkdir '/tmp/vaf-1000'.
      Set TMPDIR to a folder that you may write to.

    folderNotPrivate
      Other users can reach the folder of the daemons: /tmp/vaf-1000
      Other users may enter it.
      Remove it, or set TMPDIR to a folder of your own.

    folderOfAnother
      /tmp/vaf-1000 cannot be used. It belongs to user 1001. The daemons have their folders in /tmp/vaf-1000-6f instead. Ask that user to remove the other folder.

    folderNotRemoved
      /tmp/vaf-1000/3f9c2a1b-2, of a daemon that has ended, was not removed: Error: EBUSY

    dataFolderForeign
      /dev/shm/vaf-1000-6f was left alone. It is a symbolic link. It has a name of engine data, but is not this user's own.
      or
      /dev/shm/vaf-1000-6f was left alone. It is a symbolic link. So were 2 more. It has a name of engine data, but is not this user's own.

    noDaemon
      No daemon could be used or started in 10 attempts.
      Last seen: other processes start and end daemons in /tmp/vaf-1000 all the time.
      Run the tests again. 'npx vitest-aws-fixtures status' lists the daemons.

    daemonHangs
      the daemon of process 4711 does not answer; the run starts another one. 'npx vitest-aws-fixtures down --force' ends it.

    daemonSilent
      The daemon does not answer any more.
      Last seen: nothing for 15 s.
      The run ends it by force, and its engines with it. If its process is still there, 'npx vitest-aws-fixtures down --force' ends it.

    daemonGone
      The daemon has gone.

    daemonNotReady
      The daemon is not ready.

    daemonNotEnded
      The daemon of process 4711 has not ended.
      End it by force: kill -9 4711

    daemonEnded
      It has ended."
  `)
})
