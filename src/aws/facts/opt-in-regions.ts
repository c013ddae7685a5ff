import type { DatedFact } from './dated-fact.ts'

export const fact: DatedFact = {
  what: 'regions that every account has',
  asOf: '2026-11-25',
  source: 'https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html',
}

/** The regions that every account has. Every later region has to be enabled first. */
const always = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
]

/** Whether an account has to enable the region before it can be used. Other partitions have no such regions. */
export const isOptIn = (region: string): boolean => !always.includes(region) && !/^(cn|us-gov|us-iso|eusc)/.test(region)
