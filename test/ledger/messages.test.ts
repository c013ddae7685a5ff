import { expect, test } from 'vitest'
import * as messages from '../../src/ledger/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('messages about cleanup and ledgers name the file and what is wrong in it', () => {
  expect(
    catalogue(messages, {
      cleanupHasEnded: [['OpenSearch domain vaf-orders-8f3a1c-1']],
      ledgerNotWritten: [['/state/vaf-3f9c2.ledger.jsonl', 'ENOSPC: no space left on device']],
      notAFile: [[]],
      tooLarge: [[5_000_000]],
      notALedger: [[]],
      otherVersion: [[3, 2]],
      wrongFirstLine: [['process.pid']],
      wrongLine: [[4, 'region']],
      otherRun: [['vaf-00001']],
    }),
  ).toMatchInlineSnapshot(`
    "cleanupHasEnded
      OpenSearch domain vaf-orders-8f3a1c-1 is not created: the cleanup of this run has ended already.

    ledgerNotWritten
      The ledger /state/vaf-3f9c2.ledger.jsonl cannot be written. Without it a run that is killed would leave its resources behind.
      Last seen: ENOSPC: no space left on device
      Set 'aws.ledgerDirectory' to a folder that can be written.

    notAFile
      It is not a file.

    tooLarge
      It has 5000000 bytes, more than any ledger.

    notALedger
      Its first line is not that of a ledger.

    otherVersion
      It is of version 3, and this is 2.

    wrongFirstLine
      Its first line is wrong at 'process.pid'.

    wrongLine
      Its line 4 is wrong at 'region'.

    otherRun
      It says that it is of run vaf-00001."
  `)
})
