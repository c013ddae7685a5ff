import { expect, test } from 'vitest'
import * as messages from '../../../src/run/stand-in/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

test('messages at the end of a run on stand-ins name what is left, and how it is removed', () => {
  expect(
    catalogue(messages, {
      leftOnMachine: [[[messages.leftProcess(4711, 'daemon'), messages.leftPort(9200, 'OpenSearch')]]],
      leftProcess: [[4711, 'daemon']],
      leftPort: [[9200, 'OpenSearch']],
      leftFolder: [['/tmp/vaf-3f9c2-a1b2']],
      leftContainer: [['vaf-3f9c2-opensearch', 'opensearchproject/opensearch:2.19.0']],
      removedContainer: [['vaf-3f9c2-opensearch', 'opensearchproject/opensearch:2.19.0']],
      enginesStay: [[900_000], [1_000]],
      tracesOnMachine: [[]],
      containersOfKilled: [[]],
      daemonOf: [['vaf-3f9c2']],
      runOf: [['vaf-3f9c2', ['opensearch', 'neptune']]],
    }),
  ).toMatchInlineSnapshot(`
    "leftOnMachine
      Something of this run is still on this machine:
      - process 4711 (daemon): kill 4711
      - port 9200 (OpenSearch) is open

    leftProcess
      process 4711 (daemon): kill 4711

    leftPort
      port 9200 (OpenSearch) is open

    leftFolder
      folder /tmp/vaf-3f9c2-a1b2: rm -r /tmp/vaf-3f9c2-a1b2

    leftContainer
      container vaf-3f9c2-opensearch (opensearchproject/opensearch:2.19.0): docker rm -f vaf-3f9c2-opensearch

    removedContainer
      container vaf-3f9c2-opensearch (opensearchproject/opensearch:2.19.0), left by its daemon

    enginesStay
      The engines stay for the next run, for 15 min; 'npx vitest-aws-fixtures down' ends them.
      or
      The engines stay for the next run, for 1 min; 'npx vitest-aws-fixtures down' ends them.

    tracesOnMachine
      processes, ports and folders

    containersOfKilled
      containers of a daemon that was killed

    daemonOf
      daemon vaf-3f9c2

    runOf
      run vaf-3f9c2 (opensearch, neptune)"
  `)
})
