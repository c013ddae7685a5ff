import { expect, test } from 'vitest'
import * as messages from '../../src/clients/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('the messages of the signed clients name the version or address they cannot use, what was seen, and what to do', () => {
  const domain = 'https://search-orders.eu-west-1.es.amazonaws.com'
  const graph = 'https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182'
  const rejected = { url: domain, method: 'GET', path: '/airports/_search', status: 403 }
  const hint = 'The client signs for the region us-east-1. Give it the region of the endpoint.'
  const way = 'Check the address.'
  expect(
    catalogue(messages, {
      notInstalled: [['gremlin', 'gremlin@3.7.4']],
      driverNotSupported: [
        ['3.7.2', true],
        ['3.5.0', false],
      ],
      notAnswered: [[`${graph}/status`, 10_000]],
      notAnsweredInWhole: [['GET', '/airports/_search']],
      notConnected: [[`${graph}/gremlin`, 10_000]],
      notReached: [[graph, 'connect ETIMEDOUT 203.0.113.7:8182', way]],
      connectionLost: [[graph, 'read ECONNRESET']],
      closedWithCode: [[1006]],
      pingNotAnswered: [[20_000]],
      answerNotRead: [['Unexpected end of JSON input']],
      instanceOnlyReads: [[]],
      abandoned: [[]],
      gremlinClosed: [[graph]],
      openSearchClosed: [[]],
      requestRejected: [
        [
          { ...rejected, name: 'InvalidSignatureException', text: 'Credential should be scoped to a valid region.' },
          hint,
        ],
        [{ ...rejected, name: 'AccessDeniedException', text: '' }, undefined],
      ],
      upgradeRejected: [[`${graph}/gremlin`, 503, 'starting', 'The engine is not ready.']],
      statusNotAnswered: [[`${graph}/status`, 'connect ECONNREFUSED 127.0.0.1:8182', way]],
      statusRejected: [[`${graph}/status`, 403, '{"code":"AccessDeniedException"}', hint]],
      notNeptune: [[`${graph}/status`, '<html>It works!</html>']],
    }),
  ).toMatchInlineSnapshot(`
    "notInstalled
      The package 'gremlin' is not installed, although vitest-aws-fixtures depends on it.
      Install the dependencies again, or add it to your own: npm install --save-dev 'gremlin@3.7.4'.

    driverNotSupported
      The Gremlin driver of this project, gremlin 3.7.2, cannot sign: it uses the global WebSocket, which ignores headers.
      Install gremlin 3.7.4 (or ^3.8), or remove it to use this package's own.
      or
      The Gremlin driver of this project, gremlin 3.5.0, is not supported.
      Install gremlin 3.7.4 (or ^3.8), or remove it to use this package's own.

    notAnswered
      https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182/status did not answer within 10000 ms.

    notAnsweredInWhole
      GET /airports/_search got no complete answer within its requestTimeout.

    notConnected
      https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182/gremlin did not answer the WebSocket upgrade within 10000 ms.

    notReached
      https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182 could not be reached.
      Last seen: connect ETIMEDOUT 203.0.113.7:8182
      Check the address.

    connectionLost
      The Gremlin connection to https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182 was lost before the answer was complete.
      Last seen: read ECONNRESET
      The server may have executed what was sent. Look at the graph before you send it again.

    closedWithCode
      The connection was closed with code 1006.

    pingNotAnswered
      The server did not answer a ping within 20000 ms.

    answerNotRead
      The client could not read an answer: Unexpected end of JSON input

    instanceOnlyReads
      The instance only reads.

    abandoned
      The client gave up the connection.

    gremlinClosed
      The Gremlin connection to https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182 has been closed.

    openSearchClosed
      The OpenSearch client has been closed.

    requestRejected
      https://search-orders.eu-west-1.es.amazonaws.com rejected GET /airports/_search with 403.
      InvalidSignatureException: Credential should be scoped to a valid region.
      The client signs for the region us-east-1. Give it the region of the endpoint.
      or
      https://search-orders.eu-west-1.es.amazonaws.com rejected GET /airports/_search with 403.
      AccessDeniedException: (no text)

    upgradeRejected
      https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182/gremlin rejected the WebSocket upgrade with 503.
      starting
      The engine is not ready.

    statusNotAnswered
      GET https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182/status got no answer.
      Last seen: connect ECONNREFUSED 127.0.0.1:8182
      Check the address.

    statusRejected
      GET https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182/status answered 403.
      {"code":"AccessDeniedException"}
      The client signs for the region us-east-1. Give it the region of the endpoint.

    notNeptune
      GET https://db.cluster-c1.eu-west-1.neptune.amazonaws.com:8182/status did not answer as Neptune does.
      Last seen: <html>It works!</html>
      Check the address and the port."
  `)
})
