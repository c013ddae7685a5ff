import { expect, test } from 'vitest'
import * as messages from '../../../src/preflight/service/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const url = 'https://search-x.eu-west-1.es.amazonaws.com'
const { host } = new URL(url)
const graph = 'https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182'
const waited = { url, elapsedMs: 60_049, polls: 7, advice: 'Check the address.' }
const identity = 'arn:aws:iam::111122223333:role/ci'
const write = 'neptune-db:WriteDataViaQuery'
const seen = 'Last seen: 403 AccessDeniedException: No.'

test('the messages of the validation name the address of the service, what was seen, and what to do', () => {
  expect(
    catalogue(messages, {
      accessTo: [[host]],
      clientValidated: [[]],
      noConnection: [
        ['TCP', 5_000],
        ['TLS', 5_000],
      ],
      notReached: [
        [{ ...waited, stage: 'TCP', last: 'connect ECONNREFUSED.', seen: { 'unreachable (TCP)': 7 } }],
        [{ ...waited, stage: 'TLS', last: messages.noConnection('TLS', 5_000), seen: { 'timeout (TLS)': 7 } }],
      ],
      notAccepted: [
        ...(['DNS', 'signature', 'policy', 'service'] as const).map((stage): [messages.Waited] => [
          { ...waited, stage, last: 'No.', seen: { accepted: 1, 'denied (policy)': 6 } },
        ]),
        [{ ...waited, last: messages.tooFewGood(), seen: { accepted: 2, 'denied (policy)': 5 } }],
      ],
      deniedFor: [[{ elapsedMs: 10_000, polls: 3, seen: { 'denied (policy)': 3 } }]],
      noAnswer: [[]],
      tooFewGood: [[]],
      lookAtService: [[]],
      untrusted: [
        [url, 'unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)', false],
        [url, 'certificate is not yet valid (CERT_NOT_YET_VALID)', true],
      ],
      noGoodAnswer: [
        ['OpenSearch', url, '503 {"message":"no"}', 'The engine is not ready.'],
        ['Gremlin', graph, 'socket hang up', undefined],
      ],
      versionNotShown: [
        [host, undefined],
        [host, '2.19'],
      ],
      compatibilityMode: [[host, '7.10.2', '2.19.0']],
      anotherEngine: [
        [url, '2.19', 'opensearch 2.17.0', false],
        [url, undefined, `${messages.unknownEngine()} 7.10.2`, true],
      ],
      unknownEngine: [[]],
      headDenied: [[host, 'es:ESHttpHead']],
      notHealthy: [[graph, 'recovery']],
      wrongAnswer: [[graph, '2']],
      statusNotShown: [[new URL(graph).host]],
      discardIsUnknown: [['3.8.2', '3.7.5']],
      driverIsNewer: [['3.7.4', '3.6.2']],
      driverIsOlder: [['3.7.4', '3.8.0']],
      testsOnlyRead: [[messages.graphWritesDenied(graph, write, seen, 'Allow it.').join(' ')]],
      readerForTests: [[graph]],
      readerForRun: [
        [graph, true, 'routes.cluster-abc.eu-west-1.neptune.amazonaws.com:8182'],
        [graph, false, undefined],
      ],
      graphWritesDenied: [
        [graph, write, seen, 'Allow it.'],
        [graph, undefined, seen, 'Allow it.'],
      ],
      graphWritesFailed: [
        [graph, 'Last seen: ReadOnlyViolationException', true],
        [graph, 'Last seen: InternalFailureException', false],
      ],
      vertexLeft: [[graph, 'one vertex', 'vaf-preflight-abcde']],
      indexStepDenied: [
        ...(['list', 'delete', 'create', 'write', 'settings', 'copy', 'search'] as const).map(
          (step): [string, messages.IndexStep] => [url, step],
        ),
        [url, 'create', 'es:ESHttpPut'],
      ],
      indexStepFailed: [[url, 'write']],
      allowRequests: [[identity, ['es:ESHttpDelete', 'es:ESHttpPut']]],
      writesAreBlocked: [[]],
      lookAtDomain: [[]],
      indicesLeft: [[['/vaf-preflight-abcde-source', '/vaf-preflight-abcde-copy']]],
    }),
  ).toMatchInlineSnapshot(`
    "accessTo
      access to search-x.eu-west-1.es.amazonaws.com

    clientValidated
      client validated

    noConnection
      no TCP connection within 5 s.
      or
      no TLS handshake within 5 s.

    notReached
      This machine did not reach https://search-x.eu-west-1.es.amazonaws.com within 60.0 s: the TCP connection failed.
      Last seen: connect ECONNREFUSED. Seen in 7 polls: unreachable (TCP) x7.
      Check the address.
      or
      This machine did not reach https://search-x.eu-west-1.es.amazonaws.com within 60.0 s: the TLS handshake failed.
      Last seen: no TLS handshake within 5 s. Seen in 7 polls: timeout (TLS) x7.
      Check the address.

    notAccepted
      https://search-x.eu-west-1.es.amazonaws.com did not accept the client within 60.0 s: the host name was not resolved.
      Last seen: No. Seen in 7 polls: accepted x1, denied (policy) x6.
      Check the address.
      or
      https://search-x.eu-west-1.es.amazonaws.com did not accept the client within 60.0 s: the signature was rejected.
      Last seen: No. Seen in 7 polls: accepted x1, denied (policy) x6.
      Check the address.
      or
      https://search-x.eu-west-1.es.amazonaws.com did not accept the client within 60.0 s: access was denied.
      Last seen: No. Seen in 7 polls: accepted x1, denied (policy) x6.
      Check the address.
      or
      https://search-x.eu-west-1.es.amazonaws.com did not accept the client within 60.0 s: the service answered with an error.
      Last seen: No. Seen in 7 polls: accepted x1, denied (policy) x6.
      Check the address.
      or
      https://search-x.eu-west-1.es.amazonaws.com did not accept the client within 60.0 s.
      Last seen: a good answer, but too few in a row. Seen in 7 polls: accepted x2, denied (policy) x5.
      Check the address.

    deniedFor
      AWS denied it for 10.0 s. Seen in 3 polls: denied (policy) x3.

    noAnswer
      no answer.

    tooFewGood
      a good answer, but too few in a row.

    lookAtService
      Check the state of the service in the AWS console, then run again.

    untrusted
      The certificate of https://search-x.eu-west-1.es.amazonaws.com is not trusted.
      Last seen: unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)
      Check the address. If a proxy on the way decrypts TLS, name its certificate authority in NODE_EXTRA_CA_CERTS.
      or
      The certificate of https://search-x.eu-west-1.es.amazonaws.com is not trusted.
      Last seen: certificate is not yet valid (CERT_NOT_YET_VALID)
      Check this machine's clock, and whether a proxy on the way answers with its own certificate.

    noGoodAnswer
      The OpenSearch client got no valid answer from https://search-x.eu-west-1.es.amazonaws.com.
      Last seen: 503 {"message":"no"}
      The engine is not ready.
      or
      The Gremlin client got no valid answer from https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182.
      Last seen: socket hang up

    versionNotShown
      search-x.eu-west-1.es.amazonaws.com does not show its version to this identity (cluster:monitor/main).
      or
      search-x.eu-west-1.es.amazonaws.com does not show its version to this identity (cluster:monitor/main). The run did not compare it with 2.19.

    compatibilityMode
      search-x.eu-west-1.es.amazonaws.com is in compatibility mode: it reports version 7.10.2, and runs OpenSearch 2.19.0. Clients may take it for Elasticsearch, unless override_main_response_version is set to false.

    anotherEngine
      Another engine than the expected one answers at https://search-x.eu-west-1.es.amazonaws.com.
      Expected: opensearch 2.19. Found: opensearch 2.17.0.
      Check the address, and the engine version in the options.
      or
      Another engine than the expected one answers at https://search-x.eu-west-1.es.amazonaws.com.
      Expected: opensearch of any version. Found: an unknown engine 7.10.2.
      A domain in compatibility mode hides its engine: set override_main_response_version to false.

    unknownEngine
      an unknown engine

    headDenied
      search-x.eu-west-1.es.amazonaws.com denies HEAD requests to this identity (es:ESHttpHead): 'exists()' fails in tests.

    notHealthy
      Neptune at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 is not healthy.
      Last seen: status recovery
      Wait until the instance has recovered.

    wrongAnswer
      The Gremlin client got a wrong answer from https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182.
      Last seen: g.inject(1) answered 2
      Check the address: something other than Neptune may answer there.

    statusNotShown
      routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 does not show its status to this identity (neptune-db:GetEngineStatus). The run did not check whether it is a writer, nor its TinkerPop version. 'neptune.status()' fails in tests.

    discardIsUnknown
      The Gremlin driver of this project is 3.8.2, and the server has TinkerPop 3.7.5: iterate() fails with "Could not locate method: DefaultGraphTraversal.discard()". The fixtures work around it; for your own clients, install gremlin 3.7.4.

    driverIsNewer
      The Gremlin driver of this project is 3.7.4, and the server has TinkerPop 3.6.2: steps that the server does not know yet fail.

    driverIsOlder
      The Gremlin driver of this project is 3.7.4, and the server has TinkerPop 3.8.0: iterate() fails, because the step none() has another meaning there. The fixtures work around it; for your own clients, install a driver of the same minor version as the server.

    testsOnlyRead
      The cluster at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 does not let this identity write to its graph and delete from it: neptune-db:WriteDataViaQuery is denied. Last seen: 403 AccessDeniedException: No. Allow it. Tests can only read the graph.

    readerForTests
      Neptune at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 is a reader, and takes no writes. Tests can only read the graph.

    readerForRun
      Neptune at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 is a reader, and takes no writes. The run has changed nothing.
      This run has to write: it loads a dataset.
      Give the cluster endpoint, https://routes.cluster-abc.eu-west-1.neptune.amazonaws.com:8182. For tests that only read, set isolation: 'partition', and no dataset.
      or
      Neptune at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 is a reader, and takes no writes. The run has changed nothing.
      This run has to write: isolation level 'exclusive' empties the graph.
      Give the cluster endpoint, '<name>.cluster-<id>.<region>.neptune.amazonaws.com'. For tests that only read, set isolation: 'partition', and no dataset.

    graphWritesDenied
      The cluster at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 does not let this identity write to its graph and delete from it: neptune-db:WriteDataViaQuery is denied.
      Last seen: 403 AccessDeniedException: No.
      Allow it.
      or
      The cluster at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 does not let this identity write to its graph and delete from it.
      Last seen: 403 AccessDeniedException: No.
      Allow it.

    graphWritesFailed
      The run could not add a vertex to the graph at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 and drop it.
      Last seen: ReadOnlyViolationException
      The instance is a reader: give the cluster endpoint, '<name>.cluster-<id>.<region>.neptune.amazonaws.com'.
      or
      The run could not add a vertex to the graph at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 and drop it.
      Last seen: InternalFailureException
      Check the state of the cluster in the AWS console. The run has loaded nothing.

    vertexLeft
      The graph at https://routes.cluster-ro-abc.eu-west-1.neptune.amazonaws.com:8182 still has a vertex that the run added and dropped.
      Last seen: one vertex with the label 'vaf-preflight-abcde'. The run has loaded nothing.
      Drop it by hand: g.V().hasLabel('vaf-preflight-abcde').drop()

    indexStepDenied
      The domain at https://search-x.eu-west-1.es.amazonaws.com does not let this identity list its indices.
      or
      The domain at https://search-x.eu-west-1.es.amazonaws.com does not let this identity delete an index.
      or
      The domain at https://search-x.eu-west-1.es.amazonaws.com does not let this identity create an index.
      or
      The domain at https://search-x.eu-west-1.es.amazonaws.com does not let this identity write documents.
      or
      The domain at https://search-x.eu-west-1.es.amazonaws.com does not let this identity change the settings of an index.
      or
      The domain at https://search-x.eu-west-1.es.amazonaws.com does not let this identity copy an index.
      or
      The domain at https://search-x.eu-west-1.es.amazonaws.com does not let this identity search an index.
      or
      The domain at https://search-x.eu-west-1.es.amazonaws.com does not let this identity create an index: es:ESHttpPut is denied.

    indexStepFailed
      The domain at https://search-x.eu-west-1.es.amazonaws.com failed when the run tried to write documents.

    allowRequests
      Allow arn:aws:iam::111122223333:role/ci es:ESHttpDelete, es:ESHttpPut in the domain's access policy, or in an IAM policy.

    writesAreBlocked
      Writes are blocked there: the domain is short of storage, or somebody has set a block.

    lookAtDomain
      Check the state of the domain in the AWS console. The run has loaded nothing.

    indicesLeft
      The run may have left indices there. Delete them by hand: DELETE /vaf-preflight-abcde-source, DELETE /vaf-preflight-abcde-copy"
  `)
})
