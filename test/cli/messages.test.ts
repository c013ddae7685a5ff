import { expect, test } from 'vitest'
import * as messages from '../../src/cli/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('the messages of the commands say what was done, or what to call instead', () => {
  expect(
    catalogue(messages, {
      engineInstalled: [['OpenSearch', '2.19.1', '/usr/lib/jvm/java-21/bin/java']],
      startingEngines: [[]],
      classArchive: [
        ['OpenSearch 2.19.1', 'made', '61 MB'],
        ['Gremlin Server 3.7.5', 'there', undefined],
      ],
      unknownEngine: [['OpenSearch_9', ['OpenSearch_2.19', 'OpenSearch_3.5'], '1.3.2.0 and later 1.3 versions']],
      noCache: [['/home/ci/.cache/vitest-aws-fixtures']],
      pruned: [[12, '340.2', '/home/ci/.cache/vitest-aws-fixtures']],
      noDaemon: [[]],
      silentDaemon: [[4711]],
      daemonRuns: [[4711, '0.1.0', '08:15:00', 'stays for the next run']],
      notShared: [[4711, ['Node is v22.19.0, not v24.21.0']]],
      daemonStays: [
        [4711, ['/home/ann/shop', '/home/ann/routes']],
        [4711, undefined],
      ],
      daemonEnded: [[4711]],
      noRole: [['vitest.config.ts']],
      policyOfRole: [['arn:aws:iam::111122223333:role/ci']],
      noConfig: [
        ['/home/ann/shop', undefined],
        ['/home/ann/shop', '/home/ann/shop/options.json'],
      ],
      severalOptions: [['vitest.config.ts', 2]],
      noOptions: [['vitest.config.ts']],
      unloadableConfig: [['vitest.config.ts', "Cannot find module 'vite-plugin-of-yours'"]],
    }),
  ).toMatchInlineSnapshot(`
    "engineInstalled
      OpenSearch 2.19.1 is in the cache; it runs on /usr/lib/jvm/java-21/bin/java

    startingEngines
      starting each engine once, and making its class archive where there is none

    classArchive
      class archive OpenSearch 2.19.1 made 61 MB
      or
      class archive Gremlin Server 3.7.5 there

    unknownEngine
      Engine 'OpenSearch_9' is unknown.
      Known are: OpenSearch_2.19, OpenSearch_3.5, neptune, and neptune_<version> with 1.3.2.0 and later 1.3 versions.

    noCache
      There is no cache: /home/ci/.cache/vitest-aws-fixtures

    pruned
      removed 12 files, 340.2 MB, from /home/ci/.cache/vitest-aws-fixtures

    noDaemon
      No daemon is running.

    silentDaemon
      Daemon of process 4711: it does not answer; 'down --force' ends it.

    daemonRuns
      Daemon of process 4711, version 0.1.0, since 08:15:00, stays for the next run

    notShared
        not shared with process 4711: Node is v22.19.0, not v24.21.0

    daemonStays
      The daemon of process 4711 is used by a run in /home/ann/shop, /home/ann/routes; use --force to end it anyway.
      or
      The daemon of process 4711 does not answer, and a run may use it; use --force to end it anyway.

    daemonEnded
      Ended the daemon of process 4711.

    noRole
      vitest.config.ts assumes no role, so there is no policy for assuming it.
      Leave --caller out: whoever starts the run needs the policy itself. Or set 'aws.assumeRole'.

    policyOfRole
      This is the policy of the role arn:aws:iam::111122223333:role/ci. Whoever assumes it needs another policy: add --caller to print that one.

    noConfig
      There is no Vitest config in /home/ann/shop.
      Call it in the folder of the project, or give the file: --config <file>
      or
      There is no file /home/ann/shop/options.json.
      Call it in the folder of the project, or give the file: --config <file>

    severalOptions
      vitest.config.ts calls awsFixtures() with 2 different options.
      Give a file that has the options alone: --config <file>

    noOptions
      vitest.config.ts has neither a plugin awsFixtures() nor its options.
      Give a file that has the options alone: --config <file>

    unloadableConfig
      Node could not load vitest.config.ts.
      Last seen: Cannot find module 'vite-plugin-of-yours'
      Give a file that Node can load and that has the options alone, JSON for example: --config <file>"
  `)
})
