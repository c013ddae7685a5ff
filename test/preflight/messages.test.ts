import { expect, test } from 'vitest'
import * as messages from '../../src/preflight/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const identity = 'arn:aws:iam::111122223333:role/ci'
const deleteDomain = { action: 'es:DeleteDomain', target: 'arn:aws:es:eu-west-1:111122223333:domain/vaf-x' } as const
const statement = { Sid: 'OpenSearchDomain', Effect: 'Allow', Action: ['es:DeleteDomain'], Resource: ['*'] }
const nothingElse = { untold: [], elsewhere: [], statements: [statement] }

test('the messages of the preflight name the permission or option, and what to do', () => {
  expect(
    catalogue(messages, {
      regionNotAllowed: [
        ['eu-west-1', ['us-east-1', 'us-west-2']],
        ['eu-west-1', []],
      ],
      accountNotAllowed: [['111122223333']],
      notAnswered: [['es:DescribeDomain', 20_000]],
      missingPermissions: [
        [{ ...nothingElse, identity, actions: 1, denied: [deleteDomain] }],
        [
          {
            ...nothingElse,
            url: 'https://search-x.eu-west-1.es.amazonaws.com',
            identity: undefined,
            actions: 2,
            denied: [{ action: 'es:ESHttpGet' }, { action: 'es:ESHttpPut' }],
            untold: ['es:ESHttpPost'],
            orIn: "the domain's access policy",
            remark: 'A change of a policy takes up to 10 minutes.',
          },
        ],
        [
          {
            ...nothingElse,
            ...{ identity, actions: 1, denied: [deleteDomain], statements: [] },
            elsewhere: ['Remove the deny of es:DeleteDomain from the service control policy.'],
          },
        ],
      ],
      permissionsUnknown: [[['es:AddTags', 'rds:ModifyDBCluster'], messages.notAnswered('es:AddTags', 20_000)]],
      notSimulable: [['arn:aws:iam::111122223333:root']],
      simulationDenies: [[identity, [deleteDomain], [statement]]],
      notSimulated: [
        ['Rate exceeded', []],
        ['AccessDenied', [statement]],
      ],
    }),
  ).toMatchInlineSnapshot(`
    "regionNotAllowed
      Nothing is created in region eu-west-1: 'aws.allowedRegions' does not name it.
      It names us-east-1, us-west-2.
      Choose another region ('region', AWS_REGION), or allow it: aws: { allowedRegions: ['eu-west-1'] }
      or
      Nothing is created in region eu-west-1: 'aws.allowedRegions' does not name it.
      It names none.
      Choose another region ('region', AWS_REGION), or allow it: aws: { allowedRegions: ['eu-west-1'] }

    accountNotAllowed
      Nothing is created in account 111122223333, to which the credentials belong: 'aws.allowedAccounts' does not name it.
      To allow it, write in awsFixtures(): aws: { allowedAccounts: ['111122223333'] }

    notAnswered
      AWS did not answer es:DescribeDomain within 20 s.

    missingPermissions
      AWS denies arn:aws:iam::111122223333:role/ci an action that this run needs. Nothing was created.
      Denied:
      - es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-x
      Add this to the identity's IAM policy, which 'npx vitest-aws-fixtures policy' prints in full:
      [
      {
        "Sid": "OpenSearchDomain",
        "Effect": "Allow",
        "Action": [
          "es:DeleteDomain"
        ],
        "Resource": [
          "*"
        ]
      }
    ]
      or
      AWS denies this identity 2 actions that this run needs at https://search-x.eu-west-1.es.amazonaws.com.
      Denied:
      - es:ESHttpGet
      - es:ESHttpPut
      AWS did not tell whether it allows es:ESHttpPost.
      Add this to the identity's IAM policy, which 'npx vitest-aws-fixtures policy' prints in full, or allow the actions in the domain's access policy:
      [
      {
        "Sid": "OpenSearchDomain",
        "Effect": "Allow",
        "Action": [
          "es:DeleteDomain"
        ],
        "Resource": [
          "*"
        ]
      }
    ]
      A change of a policy takes up to 10 minutes.
      or
      AWS denies arn:aws:iam::111122223333:role/ci an action that this run needs. Nothing was created.
      Denied:
      - es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-x
      Remove the deny of es:DeleteDomain from the service control policy.

    permissionsUnknown
      The run could not find out whether AWS allows es:AddTags, rds:ModifyDBCluster. The run continues.
         Last seen: AWS did not answer es:AddTags within 20 s.

    notSimulable
      IAM cannot simulate the policies of arn:aws:iam::111122223333:root ('aws.simulatePolicy'): it is neither a role nor a user. The run continues.

    simulationDenies
      IAM's policy simulation denies arn:aws:iam::111122223333:role/ci these actions, which no harmless call can check. The run continues, since the simulation may be wrong.
         - es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-x
         If AWS denies them as well, allow: [{"Sid":"OpenSearchDomain","Effect":"Allow","Action":["es:DeleteDomain"],"Resource":["*"]}]

    notSimulated
      IAM could not simulate the policies of this identity ('aws.simulatePolicy'). The run continues.
         Last seen: Rate exceeded
      or
      IAM could not simulate the policies of this identity ('aws.simulatePolicy'). The run continues.
         Last seen: AccessDenied
         To make the simulation possible, allow: [{"Sid":"OpenSearchDomain","Effect":"Allow","Action":["es:DeleteDomain"],"Resource":["*"]}]"
  `)
})
