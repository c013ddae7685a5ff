import { expect, test } from 'vitest'
import * as messages from '../../src/plugin/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('the plugin says which part of Vitest or of a dataset it does not support, and what to do', () => {
  expect(
    catalogue(messages, {
      browserMode: [[]],
      unsupportedPool: [['vmThreads']],
      severalIndices: [[['airports', 'routes']]],
      datasetChangedOnAws: [['/home/ann/shop/fixtures/airports']],
    }),
  ).toMatchInlineSnapshot(`
    "browserMode
      vitest-aws-fixtures does not support the browser mode of Vitest.
      Its clients use Node's sockets. Run the tests that need the services in a project without a browser.

    unsupportedPool
      vitest-aws-fixtures does not support the pool 'vmThreads' of Vitest.
      Set test.pool to 'forks' or 'threads'.

    severalIndices
      A variable is mapped to 'opensearch.index', which is one index, and the dataset has 2: airports, routes.
      Say which in the option 'opensearch.index' of the plugin.

    datasetChangedOnAws
      Dataset airports has changed since it was loaded, and is not loaded again on target 'aws'.
      Changed: /home/ann/shop/fixtures/airports
      End Vitest (q) and start it again, or edit datasets on target local: AWS_FIXTURES_TARGET=local."
  `)
})
