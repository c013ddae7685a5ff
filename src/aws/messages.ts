/** What is said of permissions and prices on AWS; domains, clusters and calls have catalogues in their own folders. */

/** An explicit deny in a policy takes the action away. */
export const removeDeny = (action: string, policy: string): string =>
  `Remove the explicit deny of ${action} from the ${policy}: it overrides every Allow.`

/** No policy allows the action. What AWS does not name is absent. */
export const allow = (
  action: string,
  target: string | undefined,
  identity: string | undefined,
  policy: string | undefined,
): string =>
  `Allow ${action}${target ? ` on ${target}` : ''} to ${identity ?? 'this identity'}, in ${policy ? `the ${policy}` : 'an IAM policy'}.`

/** Where an estimate has its price from, after the price: the list of this package, and the factor for the region. */
export const listedPrices = (month: string, factor: number): string =>
  `at us-east-1 prices of ${month}${factor === 1 ? '' : `, times ${factor}`}`

/** Where an estimate has its price from, after the price: the options. */
export const ownPrices = (): string => "at the prices of 'aws.pricesPerHour'"
