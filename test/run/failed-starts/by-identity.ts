import { refused, silent, throttled } from '../../support/aws-simulator/fault.ts'
import { both, type FailedStart } from './failed-start.ts'

const MINUTE = 60_000
/** One call at most, and the default options. */
const identity = { code: 'AWS_FIXTURE_CREDENTIALS', options: both(), withinMs: 500 }
const nobody = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined }

/** What is wrong with who the run is, or with the account it is in. */
export const byIdentity: readonly FailedStart[] = [
  { ...identity, title: 'no credentials', arrange: ({ env }) => void Object.assign(env, nobody) },
  {
    ...identity,
    title: 'half a key',
    arrange: ({ env }) => void Object.assign(env, { AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined }),
  },
  {
    ...identity,
    title: 'profile not there',
    async arrange({ env, configure }) {
      Object.assign(env, nobody, { AWS_PROFILE: 'nightly' })
      await configure('[profile daily]\nregion = eu-west-1\n')
    },
  },
  {
    ...identity,
    title: 'SSO logged out',
    async arrange({ env, configure }) {
      Object.assign(env, nobody, { AWS_PROFILE: 'work' })
      await configure(
        '[profile work]\nsso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = tests\n',
      )
    },
  },
  {
    ...identity,
    title: 'session token expired',
    arrange: ({ aws }) => void aws.identities.expire(aws.credentials.accessKeyId, 0),
  },
  {
    ...identity,
    title: 'access key unknown',
    arrange: ({ env }) =>
      void Object.assign(env, { AWS_ACCESS_KEY_ID: 'AKIANOBODY0000000001', AWS_SESSION_TOKEN: undefined }),
  },
  {
    ...identity,
    title: 'secret key of another access key',
    arrange: ({ env }) => void Object.assign(env, { AWS_SECRET_ACCESS_KEY: 'planted/secret' }),
  },
  {
    ...identity,
    title: 'session token missing',
    arrange: ({ env }) => void Object.assign(env, { AWS_SESSION_TOKEN: undefined }),
  },
  {
    ...identity,
    title: 'clock 17 minutes behind',
    arrange({ aws }) {
      aws.clockAheadMs = 17 * MINUTE
    },
  },
  {
    ...identity,
    title: 'region not enabled',
    code: 'AWS_FIXTURE_CONFIG',
    options: both({}, { region: 'me-central-1' }),
    arrange: ({ aws }) => void aws.otherRegions.set('me-central-1', 'disabled').set('us-east-1', 'enabled'),
  },
  {
    ...identity,
    title: 'account not subscribed',
    code: 'AWS_FIXTURE_CONFIG',
    arrange: ({ aws }) =>
      aws.fault('GetCallerIdentity', refused('OptInRequired', 'You are not subscribed to this service.', 403)),
  },
  {
    ...identity,
    title: 'STS throttles for good',
    code: 'AWS_FIXTURE_REACHABILITY',
    arrange: ({ aws }) => aws.fault('GetCallerIdentity', throttled(Infinity)),
    withinMs: 30_000,
  },
  {
    ...identity,
    title: 'STS never answers',
    code: 'AWS_FIXTURE_REACHABILITY',
    arrange: ({ aws }) => aws.fault('GetCallerIdentity', silent(Infinity)),
    withinMs: MINUTE,
  },
  {
    ...identity,
    title: 'nobody listens where AWS should be',
    code: 'AWS_FIXTURE_REACHABILITY',
    arrange: ({ env }) => void Object.assign(env, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9' }),
    withinMs: 30_000,
  },
  {
    ...identity,
    title: 'role that may not be assumed',
    options: both({ assumeRole: 'arn:aws:iam::111122223333:role/tests' }),
  },
  {
    ...identity,
    title: 'allowedAccounts missing',
    code: 'AWS_FIXTURE_CONFIG',
    options: both({ allowedAccounts: undefined }),
  },
  {
    ...identity,
    title: 'account not in allowedAccounts',
    code: 'AWS_FIXTURE_CONFIG',
    options: both({ allowedAccounts: ['444455556666'] }),
  },
]
