import type { Messages } from './messages.ts'

export const identity: Messages = {
  'no credentials': [
    'The provider chain of the AWS SDK found no credentials.',
    'Give the run some as any AWS tool is given them: AWS_PROFILE, AWS_ACCESS_KEY_ID, `aws sso login`, or a role.',
  ],
  'half a key': [
    'AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not: the AWS SDK uses neither.',
    'Set AWS_SECRET_ACCESS_KEY as well; and AWS_SESSION_TOKEN, where they are temporary.',
  ],
  'profile not there': [
    "There is no profile 'nightly', which AWS_PROFILE names.",
    'Last seen: FOLDER/config and FOLDER/credentials have only daily.',
    'Correct AWS_PROFILE, or set the profile up: aws configure --profile nightly',
  ],
  'SSO logged out': [
    "The SSO login of profile 'work' is not there: nobody has logged in.",
    'Log in: aws sso login --profile work',
  ],
  'session token expired': [
    'The credentials have expired: AWS takes the session token of access key ASIASIMULATED0000001 no longer.',
    'ExpiredToken: The security token included in the request is expired (HTTP 403, request ID)',
    'Log in again (aws sso login), or assume the role again, and run again.',
  ],
  'access key unknown': [
    'AWS does not know access key AKIANOBODY0000000001.',
    'InvalidClientTokenId: The security token included in the request is invalid. (HTTP 403, request ID)',
    "It is deleted, inactive or not of eu-west-1's partition; or key, secret and session token (AWS_SESSION_TOKEN) are not from one place.",
  ],
  'secret key of another access key': [
    'The secret access key is not that of access key ASIASIMULATED0000001.',
    'SignatureDoesNotMatch: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details. (HTTP 403, request ID)',
    'Copy both again from one place: one character more or less, a space too, makes every signature wrong.',
  ],
  'session token missing': [
    'Access key ASIASIMULATED0000001 is a temporary one, and its session token is missing.',
    'InvalidClientTokenId: The security token included in the request is invalid. (HTTP 403, request ID)',
    'Set AWS_SESSION_TOKEN, or aws_session_token in the profile, to the one that came with the key.',
  ],
  'clock 17 minutes behind': [
    "This machine's clock is 17 min behind the one of AWS.",
    'Set it, best by NTP: AWS accepts a difference of five minutes at most.',
  ],
  'region not enabled': [
    'Region me-central-1 is not enabled for the account of these credentials, or they are not good there.',
    'InvalidClientTokenId: The security token included in the request is invalid (HTTP 403, request ID) A region that every account has accepts them.',
    "Enable it (aws account enable-region --region-name me-central-1), get the session token from STS in that region, or choose another: 'region'.",
  ],
  'account not subscribed': [
    'Region eu-west-1 is not enabled for the account of these credentials, or they are not good there.',
    'OptInRequired: You are not subscribed to this service. (HTTP 403, request ID)',
    "Enable it (aws account enable-region --region-name eu-west-1), get the session token from STS in that region, or choose another: 'region'.",
  ],
  'STS throttles for good': [
    'AWS could not be asked whose the credentials are, in eu-west-1.',
    'Throttling: Rate exceeded (HTTP 400, request ID)',
    'The account asks AWS too often: run fewer at the same time, or later.',
  ],
  'STS never answers': [
    'AWS could not be asked whose the credentials are, in eu-west-1.',
    'GetCallerIdentity was not answered within 10 s.',
    'Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.',
  ],
  'nobody listens where AWS should be': [
    'AWS could not be asked whose the credentials are, in eu-west-1.',
    'connect ECONNREFUSED 127.0.0.1:9',
    'Check whether this machine reaches AWS: the network, a proxy, a VPC endpoint, AWS_ENDPOINT_URL.',
  ],
  'role that may not be assumed': [
    'The role arn:aws:iam::111122223333:role/tests could not be assumed.',
    'Last seen: User: arn:aws:sts::111122223333:assumed-role/developer/ASIASIMULATED0000001 is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/tests',
    "Allow sts:AssumeRole on it, and let its trust policy name who asks; or correct 'aws.assumeRole'.",
  ],
  'allowedAccounts missing': [
    "Nothing is created in account 111122223333, to which the credentials belong: 'aws.allowedAccounts' does not name it.",
    "To allow it, write in awsFixtures(): aws: { allowedAccounts: ['111122223333'] }",
  ],
  'account not in allowedAccounts': [
    "Nothing is created in account 111122223333, to which the credentials belong: 'aws.allowedAccounts' does not name it.",
    "To allow it, write in awsFixtures(): aws: { allowedAccounts: ['111122223333'] }",
  ],
}
