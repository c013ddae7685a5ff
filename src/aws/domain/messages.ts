import { OWNERSHIP_TAG } from '../../resource/ownership-tag.ts'
import { NAME_PREFIX } from '../../resource/resource-name.ts'

const domain = (id: string): string => `OpenSearch domain ${id}`

/** The first line of an error of AWS, by the call that failed. */
export const failures = {
  observe: (id: string) => `The state of ${domain(id)} could not be read.`,
  create: (id: string) => `${domain(id)} could not be created.`,
  delete: (id: string) => `${domain(id)} could not be deleted.`,
  continueDelete: (id: string) => `The deletion of ${domain(id)} could not be completed.`,
  owner: (id: string) => `The tags of ${domain(id)} could not be read.`,
  retag: (id: string) => `${domain(id)} could not be tagged.`,
  listOwned: (run: string) => `The OpenSearch domains of run ${run} could not be listed.`,
}

/** The service is still deleting the last domain of the name. */
export const beingDeleted = (id: string) => [
  `${domain(id)} cannot be created: AWS is still deleting the last domain of this name.`,
  'A deletion takes about ten minutes, and sometimes hours. A domain of another name can be created at once.',
]

/** A domain of the name exists, and another has made it. */
export const existsAlready = (id: string) => [
  `${domain(id)} exists already.`,
  `It has no tag '${OWNERSHIP_TAG}' of this package, so it was not changed.`,
  "Choose another name for this project: 'aws.name'.",
]

/** The domain is not this run's to delete, for a reason of those below. */
export const notDeleted = (id: string, why: string, removal: readonly string[]) => [
  `${domain(id)} is not deleted: ${why}.`,
  'This package deletes only a domain that has both its name and its tag.',
  `If nobody needs the domain: ${removal.join('; ')}`,
]

/** Why a domain is not deleted: its name. */
export const otherName = () => `its name does not begin with '${NAME_PREFIX}'`
/** Why a domain is not deleted: it runs Elasticsearch. */
export const otherEngine = (engine: string) => `its engine is '${engine}'`
/** Why a domain is not deleted: it carries no tag of this package. */
export const noTag = () => `it has no tag '${OWNERSHIP_TAG}' of this package`
/** Why a domain is not deleted: its tag names another run. */
export const otherRun = (theirs: string, ours: string) => `it belongs to the run ${theirs}, and this is for ${ours}`

/** AWS rejects a domain in a VPC, because the account has no service-linked role yet. */
export const needsServiceRole = (id: string, seen: string) => [
  `${domain(id)} could not be created.`,
  seen,
  'A domain in a VPC needs the role of the service, which is created once in an account: aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com',
]

/** The failure of a domain is known, and its reason could not be read. */
export const reasonUnknown = () => 'The reason is not known.'

/** The last state of a wait: one of the service's two places for domains has the domain. */
export const unsettledDetail = () => 'DescribeDomain does not find it, and DescribeDomainConfig does.'

/** The last state of a wait: AWS is deleting the domain. */
export const deletingDetail = () => 'AWS has accepted its deletion, which mostly takes minutes and sometimes days.'

/** Why a change of a domain failed: the stages that AWS names. */
export function failedStages(
  state: string,
  stages: readonly { readonly name?: string | undefined; readonly description?: string | undefined }[],
): string {
  if (stages.length === 0) return `${state}. The service names no stage that failed.`
  const texts = stages.map(({ name = 'A stage', description = 'no reason is given.' }) => `${name}: ${description}`)
  return `${state}. ${texts.join(' ')}`
}

/** A difference between a domain that exists and the options, on a line. */
export const differs = (what: string, there: string | number, asked: string | number) =>
  `${what}: ${there}, but the options ask for ${asked}`

/** In the place of the differences, where the domain could not be read. */
export const unknownConfiguration = () => 'its configuration is not known'

/** The issues with a spec that AWS is known to reject, in the words of the options. */
export const badName = (name: string) =>
  `'${name}' cannot be the name of a domain: a name has 3 to 28 lower-case letters, digits and hyphens, and begins with a letter.`
export const unknownVersion = (version: string, known: readonly string[]) =>
  `opensearch.engineVersion: '${version}' is unknown; Amazon OpenSearch Service has ${known.join(', ')}.`
export const badInstanceType = (type: string) =>
  `aws.opensearch.instanceType: '${type}' is not an instance type, such as t3.small.search.`
export const noEncryption = (type: string) =>
  `aws.opensearch.instanceType: '${type}' cannot encrypt its disks; choose a newer type, such as t3.small.search.`
export const ownDisks = (type: string) =>
  `aws.opensearch.instanceType: '${type}' has disks of its own and takes no volume; choose a type without disks.`
export const tooManyInstances = (type: string, most: number, count: number) =>
  `aws.opensearch.instanceCount: a domain has at most ${most} instances of ${type}, not ${count}.`
export const volumeTooSmall = (least: number, gib: number) =>
  `aws.opensearch.volumeGb: a volume has at least ${least} GiB, not ${gib}.`
export const volumeTooLarge = (type: string, most: number, gib: number) =>
  `aws.opensearch.volumeGb: a volume of ${type} has at most ${most} GiB, not ${gib}.`
export const noPolicy = () => 'aws.opensearch.accessPolicy: it is not a policy, which is JSON with a Statement.'
export const openPolicy = () =>
  'aws.opensearch.accessPolicy: it lets everybody in, which AWS rejects for a domain on the internet, but only after many minutes; name principals, or add a Condition.'
export const policyByAddress = () =>
  'aws.opensearch.accessPolicy: it depends on IP addresses (aws:SourceIp), which AWS rejects for a domain in a VPC; use security groups.'
export const noPrincipals = () => 'aws.opensearch.principals: the list is empty, so that nobody could call the domain.'
export const badPrincipal = (principal: string) =>
  `aws.opensearch.principals: '${principal}' is not the ARN of a user, role or account.`
export const badSubnetCount = (count: number) =>
  `aws.opensearch.vpc.subnetIds: a domain is in one to three subnets, not ${count}.`
export const fewerInstancesThanSubnets = (subnets: number, instances: number) =>
  `aws.opensearch.vpc.subnetIds: ${subnets} subnets need as many instances; instanceCount is ${instances}.`
export const tooManyTags = (most: number, count: number) =>
  `aws.tags: a domain has at most ${most} tags of yours, beside the one of this package; there are ${count}.`
export const reservedTag = (key: string) => `aws.tags: the key '${key}' is reserved by AWS.`
export const ownTag = (key: string) => `aws.tags: the key '${key}' is this package's own.`
export const badTagKey = (key: string) => `aws.tags: the key '${key}' does not have 1 to 128 characters.`
export const badTagValue = (key: string) => `aws.tags: the value of '${key}' has more than 256 characters.`
