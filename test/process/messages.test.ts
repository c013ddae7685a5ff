import { expect, test } from 'vitest'
import * as messages from '../../src/process/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const lock = '/home/me/.cache/vitest-aws-fixtures/locks/downloads.lock'

test('a lock says who holds it and why it is lost, and a folder why it is not private', () => {
  expect(
    catalogue(messages, {
      lockIsHeld: [[`${lock}.7`, messages.lockOwner(4711, 'build-3')]],
      lockOwner: [[4711, 'build-3']],
      startingOwner: [[]],
      lockLost: [
        [lock, messages.lockTakenOver()],
        [lock, `ENOENT: no such file or directory, utime '${lock}.7'`],
      ],
      lockTakenOver: [[]],
      notAFolder: [[]],
      symbolicLink: [[]],
      anotherOwner: [[1001]],
      openToOthers: [[]],
      folderReplaced: [['/tmp/vaf-1000', messages.anotherOwner(1001)]],
    }),
  ).toMatchInlineSnapshot(`
    "lockIsHeld
      /home/me/.cache/vitest-aws-fixtures/locks/downloads.lock.7 belongs to process 4711 on build-3. End that process if it hangs.

    lockOwner
      process 4711 on build-3

    startingOwner
      a process that is just starting

    lockLost
      The lock /home/me/.cache/vitest-aws-fixtures/locks/downloads.lock is lost: Another process has taken it over.
      or
      The lock /home/me/.cache/vitest-aws-fixtures/locks/downloads.lock is lost: ENOENT: no such file or directory, utime '/home/me/.cache/vitest-aws-fixtures/locks/downloads.lock.7'

    lockTakenOver
      Another process has taken it over.

    notAFolder
      It is not a folder.

    symbolicLink
      It is a symbolic link.

    anotherOwner
      It belongs to user 1001.

    openToOthers
      Other users may enter it.

    folderReplaced
      /tmp/vaf-1000 was replaced while it was made: It belongs to user 1001."
  `)
})
