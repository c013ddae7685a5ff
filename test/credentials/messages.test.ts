import { expect, test } from 'vitest'
import * as messages from '../../src/credentials/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const none = 'Could not load credentials from any providers'
const files = ['/home/me/.aws/config', '/home/me/.aws/credentials']

test('the errors about missing credentials read as follows', () => {
  expect(
    catalogue(messages, {
      noProviders: [["Cannot find package '@aws-sdk/credential-providers'"]],
      nothingFound: [[none]],
      unknownProfile: [
        ['nightly', files, ['default', 'dev']],
        ['nightly', files, []],
      ],
      halfAKey: [['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', none]],
      loginExpired: [['dev', 'Token is expired']],
      notLoggedIn: [['dev', 'The SSO session associated with this profile was not found or is invalid.']],
      loginFailed: [['dev', 'No access']],
      noneFromRun: [['http://127.0.0.1:41234/credentials', messages.notAnswered(35_000)]],
      notAnswered: [[35_000]],
    }),
  ).toMatchInlineSnapshot(`
    "noProviders
      The package @aws-sdk/credential-providers finds the credentials for AWS, and could not be loaded.
      Last seen: Cannot find package '@aws-sdk/credential-providers'
      Install it: npm install --save-dev @aws-sdk/credential-providers

    nothingFound
      The provider chain of the AWS SDK found no credentials.
      Last seen: Could not load credentials from any providers
      Give the run credentials as you give them to any AWS tool: AWS_PROFILE, AWS_ACCESS_KEY_ID, \`aws sso login\`, or a role.

    unknownProfile
      There is no profile 'nightly', which AWS_PROFILE names.
      Last seen: /home/me/.aws/config and /home/me/.aws/credentials have only the profiles default, dev.
      Correct AWS_PROFILE, or set up the profile: aws configure --profile nightly
      or
      There is no profile 'nightly', which AWS_PROFILE names.
      Last seen: /home/me/.aws/config and /home/me/.aws/credentials have no profiles.
      Correct AWS_PROFILE, or set up the profile: aws configure --profile nightly

    halfAKey
      AWS_ACCESS_KEY_ID is set and AWS_SECRET_ACCESS_KEY is not, so that the AWS SDK uses neither.
      Last seen: Could not load credentials from any providers
      Set AWS_SECRET_ACCESS_KEY as well, and AWS_SESSION_TOKEN where the credentials are temporary.

    loginExpired
      The SSO login of profile 'dev' has expired.
      Last seen: Token is expired
      Log in again: aws sso login --profile dev

    notLoggedIn
      There is no SSO login of profile 'dev': nobody has logged in.
      Last seen: The SSO session associated with this profile was not found or is invalid.
      Log in: aws sso login --profile dev

    loginFailed
      The SSO login of profile 'dev' gave no credentials.
      Last seen: No access
      Check the account and the role that the profile names, or log in again: aws sso login --profile dev

    noneFromRun
      The run gave this worker no credentials at http://127.0.0.1:41234/credentials.
      Last seen: no answer within 35 s
      A run that has ended gives no credentials. If it still runs, check its own credentials and what its role allows.

    notAnswered
      no answer within 35 s"
  `)
})
