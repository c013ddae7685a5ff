import { expect, test } from 'vitest'
import * as messages from '../../src/aws/messages.ts'
import { catalogue } from '../support/catalogue.ts'

const identity = 'arn:aws:iam::111122223333:user/ci'

test('the messages about permissions and prices are these', () => {
  expect(
    catalogue(messages, {
      removeDeny: [['es:CreateDomain', 'service control policy']],
      allow: [
        ['es:CreateDomain', 'arn:aws:es:eu-west-1:111122223333:domain/vaf-a-1', identity, undefined],
        ['es:CreateDomain', undefined, undefined, 'permissions boundary'],
      ],
      listedPrices: [
        ['March 2026', 1],
        ['March 2026', 1.35],
      ],
      ownPrices: [[]],
    }),
  ).toMatchInlineSnapshot(`
    "removeDeny
      Remove the explicit deny of es:CreateDomain from the service control policy: it overrides every Allow.

    allow
      Allow es:CreateDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-a-1 to arn:aws:iam::111122223333:user/ci, in an IAM policy.
      or
      Allow es:CreateDomain to this identity, in the permissions boundary.

    listedPrices
      at us-east-1 prices of March 2026
      or
      at us-east-1 prices of March 2026, times 1.35

    ownPrices
      at the prices of 'aws.pricesPerHour'"
  `)
})
