import { expect, test } from 'vitest'
import * as all from '../../../src/aws/sdk/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const { hints, ...messages } = all
const role = 'arn:aws:iam::111122223333:role/tests'
const key = 'ASIAIOSFODNN7EXAMPLE'
const seen = (name: string) => `${name}: … (HTTP 403, request request-1)`

test('the errors of calls to AWS and of rejected credentials are these', () => {
  expect(
    catalogue(messages, {
      notAnswered: [['GetCallerIdentity', 10_000]],
      noErrorOfAws: [[' (HTTP 502)'], ['']],
      sdkMissing: [[['@aws-sdk/client-sts'], "Cannot find package '@aws-sdk/client-sts'"]],
      roleNotAssumed: [[role]],
      roleDenied: [
        [role, 'sts:AssumeRole', false, 'User: … is not authorized'],
        [role, 'sts:AssumeRole', true, 'User: … is not authorized'],
      ],
      notIdentified: [['eu-west-1']],
      noIdentity: [[undefined, 'arn:aws:iam::111122223333:user/ci']],
      expired: [[key, seen('ExpiredToken')]],
      regionDisabled: [
        ['me-central-1', true, seen('InvalidClientTokenId')],
        ['eu-west-1', false, seen('OptInRequired')],
      ],
      tokenMissing: [[key, seen('InvalidClientTokenId')]],
      unknownKey: [
        ['AKIAIOSFODNN7EXAMPLE', false, 'eu-west-1', seen('InvalidClientTokenId')],
        [key, true, 'eu-west-1', seen('InvalidClientTokenId')],
      ],
      wrongSecret: [[key, seen('SignatureDoesNotMatch')]],
      clockWrong: [
        [-17 * 60_000, seen('SignatureDoesNotMatch')],
        [30 * 60_000 + 200, seen('SignatureDoesNotMatch')],
        [undefined, seen('RequestTimeTooSkewed')],
      ],
      clockWarning: [[180_000]],
    }),
  ).toMatchInlineSnapshot(`
    "notAnswered
      GetCallerIdentity was not answered within 10 s.

    noErrorOfAws
      The answer contains no AWS error (HTTP 502).
      or
      The answer contains no AWS error.

    sdkMissing
      Target 'aws' needs packages of the AWS SDK, and one of them could not be loaded.
      Last seen: Cannot find package '@aws-sdk/client-sts'
      Install them: npm install --save-dev @aws-sdk/client-sts

    roleNotAssumed
      The role arn:aws:iam::111122223333:role/tests could not be assumed.

    roleDenied
      The role arn:aws:iam::111122223333:role/tests could not be assumed.
      Last seen: User: … is not authorized
      Allow the caller sts:AssumeRole on this role, and name the caller in the trust policy of the role; or correct 'aws.assumeRole'.
      or
      The role arn:aws:iam::111122223333:role/tests could not be assumed.
      Last seen: User: … is not authorized
      Allow the caller sts:AssumeRole on this role, and name the caller and the external id in the trust policy of the role; or correct 'aws.assumeRole'.

    notIdentified
      AWS could not be asked in eu-west-1 to whom the credentials belong.

    noIdentity
      AWS did not say to whom the credentials belong.
      Last seen: account undefined, arn:aws:iam::111122223333:user/ci

    expired
      The credentials have expired: AWS no longer accepts the session token of access key ASIAIOSFODNN7EXAMPLE.
      ExpiredToken: … (HTTP 403, request request-1)
      Log in again (aws sso login), or assume the role again, and run again.

    regionDisabled
      Region me-central-1 is not enabled for the account of these credentials, or it does not accept them.
      InvalidClientTokenId: … (HTTP 403, request request-1) A region that every account has accepts them.
      Enable the region (aws account enable-region --region-name me-central-1), get the session token from STS in that region, or choose another region: 'region'.
      or
      Region eu-west-1 is not enabled for the account of these credentials, or it does not accept them.
      OptInRequired: … (HTTP 403, request request-1)
      Enable the region (aws account enable-region --region-name eu-west-1), get the session token from STS in that region, or choose another region: 'region'.

    tokenMissing
      Access key ASIAIOSFODNN7EXAMPLE is temporary, and its session token is missing.
      InvalidClientTokenId: … (HTTP 403, request request-1)
      Set AWS_SESSION_TOKEN, or aws_session_token in the profile, to the token that came with the key.

    unknownKey
      AWS does not know access key AKIAIOSFODNN7EXAMPLE.
      InvalidClientTokenId: … (HTTP 403, request request-1)
      The key may be deleted, inactive, or of another partition than eu-west-1. Or access key, secret key and session token (AWS_SESSION_TOKEN) do not come from one place.
      or
      AWS does not know access key ASIAIOSFODNN7EXAMPLE, or not with this session token.
      InvalidClientTokenId: … (HTTP 403, request request-1)
      The key may be deleted, inactive, or of another partition than eu-west-1. Or access key, secret key and session token (AWS_SESSION_TOKEN) do not come from one place.

    wrongSecret
      The secret access key does not belong to access key ASIAIOSFODNN7EXAMPLE.
      SignatureDoesNotMatch: … (HTTP 403, request request-1)
      Copy both again from one place. One character more or less, even a space, makes every signature wrong.

    clockWrong
      This machine's clock is 17 min behind the clock of AWS.
      SignatureDoesNotMatch: … (HTTP 403, request request-1)
      Set the clock, best by NTP: AWS accepts a difference of at most five minutes.
      or
      This machine's clock is 30 min ahead of the clock of AWS.
      SignatureDoesNotMatch: … (HTTP 403, request request-1)
      Set the clock, best by NTP: AWS accepts a difference of at most five minutes.
      or
      This machine's clock differs from the clock of AWS.
      RequestTimeTooSkewed: … (HTTP 403, request request-1)
      Set the clock, best by NTP: AWS accepts a difference of at most five minutes.

    clockWarning
      This machine's clock is 3 min ahead of the clock of AWS. Set it: AWS rejects every request from a difference of five minutes on."
  `)
})

test('the hints for failed calls are these', () => {
  expect(hints).toMatchInlineSnapshot(`
    {
      "capacity": "AWS has no capacity left for this at the moment: run again later, or choose another instance class or other subnets.",
      "clock": "Set this machine's clock: it may differ from the clock of AWS by at most five minutes.",
      "conflict": "The resource is busy, or something else is changing it: run again when that is done.",
      "disabled": "Enable the region and the service for this account, or choose another region.",
      "exists": "A resource with this name exists already: delete it, or choose another name.",
      "expired-credentials": "The credentials have expired: log in again, or assume the role again.",
      "interrupted": "Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.",
      "invalid": "Change the option whose value AWS rejects.",
      "no-credentials": "Give the run credentials by AWS_PROFILE, or in another way that the AWS SDK knows: 'aws sts get-caller-identity' has to work in the same shell.",
      "not-found": "Check the name, the account and the region.",
      "propagating": "A new role or policy takes some minutes to be known everywhere: run again in a few minutes. If that does not help, check the role and its policies.",
      "quota": "Request a higher quota (Service Quotas in the AWS console), or delete what is no longer used.",
      "read-only": "The resource is busy, or something else is changing it: run again when that is done.",
      "server": "AWS cannot serve the call at the moment: run again later.",
      "signature": "Check that access key, secret key and session token (AWS_SESSION_TOKEN) come from one place.",
      "state": "The resource is busy, or something else is changing it: run again when that is done.",
      "throttled": "The account sends AWS too many requests: start fewer runs at the same time, or run again later.",
      "timeout": "Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.",
      "unavailable": "AWS cannot serve the call at the moment: run again later.",
      "unreachable": "Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.",
      "unreadable": "The endpoint is not this AWS service: check AWS_ENDPOINT_URL, the proxy, and whether a login page is in the way.",
      "unresolved": "Check the region, and whether this machine can resolve the host names of AWS.",
      "untrusted": "If a proxy has a certificate authority of its own, trust it with NODE_EXTRA_CA_CERTS.",
    }
  `)
})
