import { refused, silent, throttled } from '../../support/aws-simulator/fault.ts'
import { both, type FailedStart } from './failed-start.ts'

const MINUTE = 60_000
/** One call at most, and the default options. */
const identity = { code: 'AWS_FIXTURE_CREDENTIALS', options: both(), withinMs: 500 }
const nobody = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined }

/** Faults of the credentials, the account or the region. */
export const byIdentity: readonly FailedStart[] = [
  {
    ...identity,
    wrong: 'there are no credentials',
    told: ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'aws sso login'],
    arrange: ({ env }) => void Object.assign(env, nobody),
  },
  {
    ...identity,
    wrong: 'the secret access key is missing',
    told: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'],
    arrange: ({ env }) => void Object.assign(env, { AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined }),
  },
  {
    ...identity,
    wrong: 'the profile does not exist',
    told: ["'nightly'", 'AWS_PROFILE', 'FOLDER/config', 'daily', 'aws configure --profile nightly'],
    async arrange({ env, configure }) {
      Object.assign(env, nobody, { AWS_PROFILE: 'nightly' })
      await configure('[profile daily]\nregion = eu-west-1\n')
    },
  },
  {
    ...identity,
    wrong: 'the SSO login has never been made',
    told: ["'work'", 'aws sso login --profile work'],
    async arrange({ env, configure }) {
      Object.assign(env, nobody, { AWS_PROFILE: 'work' })
      await configure(
        '[profile work]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = tests\n',
      )
    },
  },
  {
    ...identity,
    wrong: 'the session token has expired',
    told: ['ASIASIMULATED0000001', 'ExpiredToken', 'aws sso login'],
    arrange: ({ aws }) => void aws.identities.expire(aws.credentials.accessKeyId, 0),
  },
  {
    ...identity,
    wrong: 'AWS does not know the access key',
    told: ['AKIANOBODY0000000001', 'InvalidClientTokenId', 'AWS_SESSION_TOKEN'],
    arrange: ({ env }) =>
      void Object.assign(env, { AWS_ACCESS_KEY_ID: 'AKIANOBODY0000000001', AWS_SESSION_TOKEN: undefined }),
  },
  {
    ...identity,
    wrong: 'the secret access key belongs to another access key',
    told: ['ASIASIMULATED0000001', 'SignatureDoesNotMatch'],
    arrange: ({ env }) => void Object.assign(env, { AWS_SECRET_ACCESS_KEY: 'planted/secret' }),
  },
  {
    ...identity,
    wrong: 'the session token is missing',
    told: ['ASIASIMULATED0000001', 'InvalidClientTokenId', 'AWS_SESSION_TOKEN', 'aws_session_token'],
    arrange: ({ env }) => void Object.assign(env, { AWS_SESSION_TOKEN: undefined }),
  },
  {
    ...identity,
    wrong: 'the clock of this machine is 17 minutes behind',
    told: ['17 min', 'NTP'],
    arrange({ aws }) {
      aws.clockAheadMs = 17 * MINUTE
    },
  },
  {
    ...identity,
    wrong: 'the region is not enabled',
    told: ['me-central-1', 'InvalidClientTokenId', 'aws account enable-region --region-name me-central-1'],
    code: 'AWS_FIXTURE_CONFIG',
    options: both({}, { region: 'me-central-1' }),
    arrange: ({ aws }) => void aws.otherRegions.set('me-central-1', 'disabled').set('us-east-1', 'enabled'),
  },
  {
    ...identity,
    wrong: 'the account is not subscribed to the service',
    told: ['eu-west-1', 'OptInRequired', 'aws account enable-region --region-name eu-west-1'],
    code: 'AWS_FIXTURE_CONFIG',
    arrange: ({ aws }) =>
      aws.fault('GetCallerIdentity', refused('OptInRequired', 'You are not subscribed to this service.', 403)),
  },
  {
    ...identity,
    wrong: 'STS throttles every call',
    told: ['eu-west-1', 'Throttling: Rate exceeded'],
    code: 'AWS_FIXTURE_REACHABILITY',
    arrange: ({ aws }) => aws.fault('GetCallerIdentity', throttled(Infinity)),
    withinMs: 30_000,
  },
  {
    ...identity,
    wrong: 'STS never answers',
    told: ['GetCallerIdentity', '10 s', 'AWS_ENDPOINT_URL'],
    code: 'AWS_FIXTURE_REACHABILITY',
    arrange: ({ aws }) => aws.fault('GetCallerIdentity', silent(Infinity)),
    withinMs: MINUTE,
  },
  {
    ...identity,
    wrong: 'nobody listens at AWS_ENDPOINT_URL',
    told: ['connect ECONNREFUSED 127.0.0.1:9', 'AWS_ENDPOINT_URL'],
    code: 'AWS_FIXTURE_REACHABILITY',
    arrange: ({ env }) => void Object.assign(env, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
    withinMs: 30_000,
  },
  {
    ...identity,
    wrong: 'the identity may not assume the role',
    told: ['arn:aws:iam::111122223333:role/tests', 'sts:AssumeRole', "'aws.assumeRole'"],
    options: both({ assumeRole: 'arn:aws:iam::111122223333:role/tests' }),
  },
  {
    ...identity,
    wrong: 'aws.allowedAccounts is missing',
    told: ['111122223333', "aws: { allowedAccounts: ['111122223333'] }"],
    code: 'AWS_FIXTURE_CONFIG',
    options: both({ allowedAccounts: undefined }),
  },
  {
    ...identity,
    wrong: 'aws.allowedAccounts names another account',
    told: ['111122223333', "aws: { allowedAccounts: ['111122223333'] }"],
    code: 'AWS_FIXTURE_CONFIG',
    options: both({ allowedAccounts: ['444455556666'] }),
  },
]
