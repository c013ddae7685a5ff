import { expect, test } from 'vitest'
import * as messages from '../../src/errors/messages.ts'
import { catalogue } from '../support/catalogue.ts'

test('errors of waits, cleanups and rejections say what was seen, and what a user can do', () => {
  const wait = {
    ...{ what: 'OpenSearch domain vaf-3f9c2-opensearch', target: 'active', lastState: 'creating' },
    ...{ elapsedMs: 2_400_000, attempts: 160, seen: { creating: 158, throttled: 2 } },
  }
  const host = 'vpc-orders.eu-west-1.es.amazonaws.com'
  const dev = 'arn:aws:iam::111122223333:user/dev'
  expect(
    catalogue(messages, {
      linkTo: [['AWS_FIXTURE_WAIT_TIMEOUT']],
      lastSeen: [['connect ECONNREFUSED 127.0.0.1:9200']],
      answered: [[403, 'AccessDeniedException', `User: ${dev} is not authorized to perform: es:ESHttpGet`]],
      rejection: [
        ['security_exception', 'no permissions for [indices:admin/create]'],
        ['AccessDeniedException', ''],
      ],
      waitTimedOut: [
        [wait],
        [{ ...wait, errors: { ThrottlingException: 2 }, lastError: 'Rate exceeded\n    at here' }],
        [{ ...wait, attempts: 0, seen: {} }],
      ],
      cleanupNotProved: [
        [
          [
            ['Neptune cluster vaf-3f9c2-neptune', 'It could not be deleted.\nLast seen: Rate exceeded'],
            ['engines', 'They still run.'],
          ],
        ],
      ],
      checkTheWay: [[]],
      tooManyRequests: [['neptune'], ['opensearch']],
      engineNotReady: [[]],
      credentialsExpired: [[]],
      credentialsUnknown: [[]],
      unsigned: [[]],
      clockIsWrong: [[]],
      wrongRegion: [['us-east-1']],
      wrongSigningName: [[]],
      wrongSignature: [[host]],
      allowOnDomain: [[dev]],
      allowOnNeptune: [[dev, ['neptune-db:ReadDataViaQuery', 'neptune-db:WriteDataViaQuery'], 'neptune-db:connect']],
      connectIsNotEnough: [['neptune-db:connect']],
      forbidden: [
        ['opensearch', 'eu-west-1', host, 'neptune-db:ReadDataViaQuery'],
        ['neptune', 'eu-west-1', 'db.cluster-c1.eu-west-1.neptune.amazonaws.com', 'neptune-db:ReadDataViaQuery'],
      ],
      mapRole: [
        [{ role: 'arn:aws:iam::111122223333:role/tests' }, 'indices:admin/create'],
        [{ user: 'ann' }, 'cluster:monitor/main'],
        [{ nobody: true }, undefined],
      ],
    }),
  ).toMatchInlineSnapshot(`
    "linkTo
      See vitest-aws-fixtures/docs/errors.md#aws_fixture_wait_timeout

    lastSeen
      Last seen: connect ECONNREFUSED 127.0.0.1:9200

    answered
      403 AccessDeniedException: User: arn:aws:iam::111122223333:user/dev is not authorized to perform: es:ESHttpGet

    rejection
      security_exception: no permissions for [indices:admin/create]
      or
      AccessDeniedException: (no text)

    waitTimedOut
      OpenSearch domain vaf-3f9c2-opensearch did not become active within 2400.0 s.
      Last state: creating. Seen in 160 polls: creating x158, throttled x2.
      or
      OpenSearch domain vaf-3f9c2-opensearch did not become active within 2400.0 s.
      Last state: creating. Seen in 160 polls: creating x158, throttled x2. Failed polls: ThrottlingException x2; the last: Rate exceeded
      or
      OpenSearch domain vaf-3f9c2-opensearch did not become active within 2400.0 s.
      Last state: creating. Seen in 0 polls: nothing.

    cleanupNotProved
      The cleanup could not be proved: 2 of its steps failed.
      - Neptune cluster vaf-3f9c2-neptune: It could not be deleted.
      Last seen: Rate exceeded
      - engines: They still run.

    checkTheWay
      Check the address, and that every security group, proxy and tunnel on the way lets the connection through.

    tooManyRequests
      The instance has too many connections or requests. Close some connections, or wait.
      or
      The domain has too many requests. Wait, or choose a larger instance type.

    engineNotReady
      The engine behind the endpoint is not ready, or it has stopped.

    credentialsExpired
      The credentials have expired, and their provider has no newer ones. Log in again, or assume the role again.

    credentialsUnknown
      Take the access key, the secret key and the session token (AWS_SESSION_TOKEN) from one place, and check that all three reach the signer.

    unsigned
      The request has no signature. Sign it, and check whether a proxy on the way removes the Authorization header.

    clockIsWrong
      Check this machine's clock. It may differ from the clock of AWS by five minutes at most.

    wrongRegion
      The client signs for the region us-east-1. Give it the region of the endpoint.

    wrongSigningName
      A client signs for the service 'es' to use OpenSearch Service, and for 'neptune-db' to use Neptune.

    wrongSignature
      Check the secret key and the signed host (vpc-orders.eu-west-1.es.amazonaws.com). Through a tunnel, the signed host is the one behind the tunnel. A proxy on the way must not change the path or the body.

    allowOnDomain
      Allow arn:aws:iam::111122223333:user/dev the action in the domain's access policy, or in an IAM policy.

    allowOnNeptune
      Allow arn:aws:iam::111122223333:user/dev in an IAM policy what a run needs: neptune-db:ReadDataViaQuery, neptune-db:WriteDataViaQuery. Since engine 1.2.0.0 the action neptune-db:connect is not enough. A change of a policy takes up to 10 minutes to take effect.

    connectIsNotEnough
      Since engine 1.2.0.0 the action neptune-db:connect is not enough. A change of a policy takes up to 10 minutes to take effect.

    forbidden
      Check all of these: the credentials and their session token; the domain's access policy, and with fine-grained access control a role that is mapped to this identity; the region (eu-west-1); the signed host (vpc-orders.eu-west-1.es.amazonaws.com); this machine's clock.
      or
      Check all of these: the credentials and their session token; an IAM policy with the neptune-db actions of the query, such as neptune-db:ReadDataViaQuery; the region (eu-west-1); the signed host (db.cluster-c1.eu-west-1.neptune.amazonaws.com); this machine's clock.

    mapRole
      The access policy allowed the request, and fine-grained access control rejected it. Map the backend role arn:aws:iam::111122223333:role/tests to a role that has indices:admin/create. A run needs the cluster permissions 'cluster_monitor' and 'cluster_composite_ops' and the index permission 'indices_all' on 'vaf-*'.
      or
      The access policy allowed the request, and fine-grained access control rejected it. Map the user ann to a role that has cluster:monitor/main. A run needs the cluster permissions 'cluster_monitor' and 'cluster_composite_ops' and the index permission 'indices_all' on 'vaf-*'.
      or
      The access policy allowed the request, and fine-grained access control rejected it. Map the ARN of this identity's IAM role to a role that has this permission. A run needs the cluster permissions 'cluster_monitor' and 'cluster_composite_ops' and the index permission 'indices_all' on 'vaf-*'."
  `)
})
