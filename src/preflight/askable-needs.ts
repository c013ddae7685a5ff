import type { RunNeeds } from '../aws/permissions/grant.ts'
import type { AwsAccount } from '../aws/sdk/aws-account.ts'

/** Where nothing may be created, nothing is asked as if it were. */
export function askableNeeds(needs: RunNeeds, { account }: AwsAccount): RunNeeds {
  if (needs.allowedAccounts.includes(account)) return needs
  const { opensearch, neptune, ...rest } = needs
  return {
    ...rest,
    ...(opensearch && !('spec' in opensearch.wanted) && { opensearch }),
    ...(neptune && !('spec' in neptune.wanted) && { neptune }),
  }
}
