import { describe, expect, test } from 'vitest'
import { accessPolicy, isSamePolicy, policyIssues } from '../../../src/aws/domain/access-policy.ts'
import * as messages from '../../../src/aws/domain/messages.ts'

const place = { account: '111122223333', region: 'eu-west-1', partition: 'aws' }
const allow = (fields: object) => JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...fields }] })
const root = { AWS: 'arn:aws:iam::111122223333:root' }

describe('the access policy of a new domain', () => {
  test('lets the account in by default, in its own partition, and covers what is below the domain', () => {
    expect(
      JSON.parse(accessPolicy('account', { ...place, partition: 'aws-cn', region: 'cn-north-1' }, 'vaf-a')),
    ).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: ['arn:aws-cn:iam::111122223333:root'] },
          Action: 'es:*',
          Resource: 'arn:aws-cn:es:cn-north-1:111122223333:domain/vaf-a/*',
        },
      ],
    })
  })

  test('lets in the principals that the user names, or is the policy that the user gives', () => {
    const principals = ['arn:aws:iam::111122223333:role/ci', 'arn:aws:iam::111122223333:user/ann']
    expect(JSON.parse(accessPolicy({ principals }, place, 'vaf-a'))).toMatchObject({
      Statement: [{ Principal: { AWS: principals } }],
    })
    expect(accessPolicy({ policy: '{"Statement":[]}' }, place, 'vaf-a')).toBe('{"Statement":[]}')
  })
})

test.for([
  ['lists and single items', { Principal: root, Action: ['es:*'], Resource: ['r'] }],
  ['an account in either spelling', { Principal: { AWS: '111122223333' }, Action: 'es:*', Resource: 'r' }],
  ['names of statements', { Sid: 'One', Principal: root, Action: 'es:*', Resource: 'r' }],
  ['the case of actions', { Principal: root, Action: 'ES:*', Resource: 'r' }],
  ['the order of fields', { Resource: 'r', Action: 'es:*', Principal: root }],
  ['things said twice', { Principal: root, Action: ['es:*', 'es:*'], Resource: 'r' }],
] as const)('two access policies are the same although they differ in %s', ([, other]) => {
  expect(isSamePolicy(allow(other), allow({ Principal: root, Action: 'es:*', Resource: 'r' }))).toBe(true)
})

test('two access policies are the same whatever the order of their statements, and in both spellings of everybody', () => {
  const [one, two] = [
    { Effect: 'Allow', Principal: '*', Action: 'es:ESHttpGet' },
    { Effect: 'Deny', Principal: { AWS: ['*'] }, Action: 'es:ESHttpPut' },
  ]
  const swapped = {
    Statement: [
      { ...two, Principal: '*' },
      { ...one, Principal: { AWS: '*' } },
    ],
  }
  expect(isSamePolicy(JSON.stringify({ Statement: [one, two] }), JSON.stringify(swapped))).toBe(true)
})

test.for([
  ['other principals', { Principal: { AWS: 'arn:aws:iam::111122223333:role/ci' }, Action: 'es:*', Resource: 'r' }],
  ['other actions', { Principal: root, Action: 'es:ESHttpGet', Resource: 'r' }],
  ['another resource', { Principal: root, Action: 'es:*', Resource: 'R' }],
  [
    'a condition',
    { Principal: root, Action: 'es:*', Resource: 'r', Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
  ],
  ['another effect', { Effect: 'Deny', Principal: root, Action: 'es:*', Resource: 'r' }],
] as const)('an access policy is another one with %s', ([, other]) => {
  expect(isSamePolicy(allow(other), allow({ Principal: root, Action: 'es:*', Resource: 'r' }))).toBe(false)
})

test('a domain without an access policy, or with an unreadable one, does not have the one that is asked for', () => {
  expect(isSamePolicy(undefined, allow({}))).toBe(false)
  expect(isSamePolicy('', allow({}))).toBe(false)
  expect(isSamePolicy('no JSON', allow({}))).toBe(false)
})

describe('the check for what AWS rejects in an access policy', () => {
  const open = messages.openPolicy()
  const byAddress = messages.policyByAddress()
  const fromHere = { IpAddress: { 'aws:SourceIp': '203.0.113.5/32' } }

  test.for([
    ['everybody on the internet', { Principal: '*' }, false, [open]],
    ['everybody in the other spelling', { Principal: { AWS: ['*'] } }, false, [open]],
    ['everybody under an empty condition', { Principal: '*', Condition: {} }, false, [open]],
    ['all but one', { NotPrincipal: root }, false, [open]],
    ['everybody in a VPC', { Principal: '*' }, true, []],
    ['everybody from one address', { Principal: '*', Condition: fromHere }, false, []],
    ['one address in a VPC', { Principal: '*', Condition: fromHere }, true, [byAddress]],
    ['an account', { Principal: root }, false, []],
    ['nobody', { Effect: 'Deny', Principal: '*' }, false, []],
  ] as const)('knows whether AWS accepts a statement for %s', ([, fields, isInVpc, issues]) => {
    expect(policyIssues(allow(fields), isInVpc)).toEqual(issues)
  })

  test('finds one statement of several, and a single one that is not in a list', () => {
    const statements = [
      { Effect: 'Allow', Principal: root },
      { Effect: 'Allow', Principal: '*' },
    ]
    expect(policyIssues(JSON.stringify({ Statement: statements }), false)).toEqual([open])
    expect(policyIssues(JSON.stringify({ Statement: statements[1] }), false)).toEqual([open])
  })

  test('has one issue for a text that is no policy', () => {
    const issue = [messages.noPolicy()]
    for (const text of ['', 'everybody', '{}', 'null', '[]', '{"Statement":null}'])
      expect(policyIssues(text, false)).toEqual(issue)
  })
})
