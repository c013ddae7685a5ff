import { OWNERSHIP_TAG } from '../../resource/ownership-tag.ts'
import { NAME_PREFIX } from '../../resource/resource-name.ts'

const cluster = (id: string): string => `Neptune cluster ${id}`

/** The first line of an error of AWS, by the call that failed. */
export const failures = {
  observe: (id: string) => `The state of ${cluster(id)} could not be read.`,
  create: (id: string) => `${cluster(id)} could not be created.`,
  continueCreate: (id: string) => `The creation of ${cluster(id)} could not be completed.`,
  delete: (id: string) => `${cluster(id)} could not be deleted.`,
  continueDelete: (id: string) => `The deletion of ${cluster(id)} could not be completed.`,
  owner: (id: string) => `The tags of ${cluster(id)} could not be read.`,
  retag: (id: string) => `${cluster(id)} could not be tagged.`,
  listMarks: (id: string) => `The runs that use ${cluster(id)} could not be read from its tags.`,
  putMark: (id: string) => `${cluster(id)} could not be tagged as used by this run.`,
  removeMark: (id: string) => `The tag of a run could not be removed from ${cluster(id)}.`,
  listOwned: (run: string) => `The Neptune clusters of run ${run} could not be listed.`,
  stop: (id: string) => `${cluster(id)} could not be stopped.`,
}

/** The spec of a cluster has issues, so that it is not asked for. */
export const notCreated = (id: string, issues: readonly string[]) => [`${cluster(id)} is not created.`, ...issues]

/** AWS is still deleting the last cluster of the name. */
export const beingDeleted = (id: string) =>
  `${cluster(id)} cannot be created: AWS is still deleting the last cluster of this name.`

/** A cluster or an instance of the name exists, and another run or person has made it. */
export const existsAlready = (what: string, run: string | undefined) => [
  `${what} exists already.`,
  run === undefined
    ? `It has no tag '${OWNERSHIP_TAG}', so it is not this package's own.`
    : `It belongs to run ${run}.`,
  "It was not changed. Choose another name for this project: 'aws.name'.",
]

/** As an error names a cluster. */
export const ofCluster = cluster
/** As an error names the instance of a cluster. */
export const ofInstance = (instanceId: string, id: string) => `Instance ${instanceId} of ${cluster(id)}`

/** AWS does not add the instance in the state that the cluster is in. */
export const instanceNotYet = (seen: string) => `AWS does not add the instance yet. ${seen}`
/** AWS rejects an instance for its name, and does not list it. */
export const instanceHidden = (instanceId: string) =>
  `AWS says that instance ${instanceId} exists, and does not show it yet.`
/** AWS rejects a cluster for its name, and does not list it. */
export const clusterHidden = (id: string) => `AWS says that cluster ${id} exists, and does not show it.`

/** The cluster is not this package's, or not this run's, for a reason of those below. */
export const notOurs = (id: string, why: string) => [
  `${cluster(id)} is neither changed nor deleted: this package may not.`,
  why,
  'If it should be deleted, delete it by hand.',
]

/** Why a cluster is not changed: its name. */
export const otherName = () => `Its name does not begin with '${NAME_PREFIX}'.`
/** Why a cluster is not changed: parts of another engine have its name. */
export const otherEngine = (parts: readonly string[]) => `It is not Neptune's: ${parts.join(', ')}.`
/** Why a cluster is not changed: it carries no tag of this package. */
export const noTag = () => `It has no tag '${OWNERSHIP_TAG}'.`
/** Why a cluster is not changed: its tag names another run. */
export const otherRun = (theirs: string, ours: string) => `It belongs to the run ${theirs}, and this is for ${ours}.`
/** Why a cluster is not changed: one of its instances names another run. */
export const otherRunsInstance = (instance: string, run: string) =>
  `Its instance ${instance} belongs to the run ${run}.`

/** What AWS does not do in the state that the cluster is in: `start it`. */
export const rejected = (what: string, seen: string) => `AWS rejected the request to ${what}. ${seen}`

/** The state of a cluster that AWS does not show yet. */
export const requestedDetail = () => 'It has been asked for, and AWS does not show it yet.'

/** A warning: the cluster is in a state that this version does not know. */
export const unknownState = (id: string, state: string) =>
  `${cluster(id)} is ${state}, a state that this version does not know. The run waits for it.`

/** The list of clusters goes on without an end. */
export const endlessList = (pages: number) =>
  `The list of Neptune's clusters and instances does not end: ${pages} pages were read.`

/** AWS rejects a creation for a reason that the user can remove. */
export const rejectedCreation = (what: string, seen: string, advice: string) => [
  `${what} could not be created.`,
  seen,
  advice,
]

/** The advice for each rejection of a creation, by the name of the error of AWS. */
export const advice: Readonly<Record<string, (subnetGroup: string | undefined) => string>> = {
  InsufficientDBInstanceCapacityFault: () =>
    'Choose another aws.neptune.instanceClass, or a subnet group in other Availability Zones, or try again later.',
  InsufficientStorageClusterCapacityFault: () =>
    'Choose a subnet group in other Availability Zones, or try again later.',
  DBClusterQuotaExceededFault: () =>
    'Delete clusters, or request a higher quota: Amazon RDS, Neptune and DocumentDB share it.',
  InstanceQuotaExceededFault: () =>
    'Delete instances, or request a higher quota: Amazon RDS, Neptune and DocumentDB share it.',
  StorageQuotaExceededFault: () => 'Delete databases, or request a higher quota: Amazon RDS and Neptune share it.',
  DBSubnetGroupNotFoundFault: (subnetGroup) =>
    subnetGroup === undefined
      ? "Create a DB subnet group and name it in aws.neptune.subnetGroup: the account has none named 'default' here."
      : 'Correct aws.neptune.subnetGroup.',
  DBSubnetGroupDoesNotCoverEnoughAZs: () =>
    'Name a subnet group in aws.neptune.subnetGroup that has subnets in at least two Availability Zones.',
  InvalidVPCNetworkStateFault: () => 'Name another subnet group in aws.neptune.subnetGroup.',
  InvalidSubnet: () => 'Name another subnet group in aws.neptune.subnetGroup.',
  KMSKeyNotAccessibleFault: () => 'Let this identity use the account’s key for Amazon RDS (alias aws/rds).',
}

/** The advice where the account has never had a cluster. */
export const needsServiceRole = () =>
  'The service needs its role, which is created once in an account: aws iam create-service-linked-role --aws-service-name rds.amazonaws.com'

/** A difference between a cluster that exists and the options, on a line. */
export const differs = (what: string, there: unknown, asked: unknown) =>
  `${what}: ${there}, but the options ask for ${asked}`

/** The issues with a spec that AWS is known to reject, in the words of the options. */
export const badPrefix = (id: string) => `The cluster's name '${id}' does not begin with '${NAME_PREFIX}'.`
export const idTooLong = (id: string, most: number) =>
  `The cluster's name '${id}' has ${id.length} characters. At most ${most} are allowed, because the name of its instance has two more.`
export const badId = (id: string) =>
  `The cluster's name '${id}' may have lower-case letters, digits and hyphens, without two hyphens in a row and without one at the end.`
export const badVersion = (version: string) =>
  `neptune.engineVersion: '${version}' is not a version of Amazon Neptune, such as 1.4.6.0.`
export const tooOldForServerless = (version: string, first: string) =>
  `aws.neptune.serverless: engine ${version} has no serverless instances; the first engine that has them is ${first}.`
export const tooOldForPublic = (version: string, first: string) =>
  `aws.neptune.publiclyAccessible: engine ${version} has no public address; the first engine that has one is ${first}.`
export const serverlessClass = () =>
  "aws.neptune.instanceClass: 'db.serverless' needs limits; set aws.neptune.serverless instead."
export const badInstanceClass = (instanceClass: string) =>
  `aws.neptune.instanceClass: '${instanceClass}' is not an instance class, such as db.t3.medium.`
export const badCapacity = (limit: string, ncu: number, least: number, most: number) =>
  `aws.neptune.serverless.${limit}: ${ncu} is not between ${least} and ${most} in steps of 0.5.`
export const capacityUpsideDown = (minNcu: number, maxNcu: number) =>
  `aws.neptune.serverless: minNcu, ${minNcu}, is above maxNcu, ${maxNcu}.`
export const tooManyTags = (most: number, count: number) =>
  `aws.tags: a cluster has at most ${most} tags of yours, beside the one of this package; there are ${count}.`
export const reservedTag = (key: string) => `aws.tags: the key '${key}' is reserved by AWS.`
export const ownTag = (key: string) => `aws.tags: the key '${key}' is this package's own.`
export const badTagKey = (key: string) => `aws.tags: '${key}' cannot be the key of a tag.`
export const badTagValue = (key: string, value: string) => `aws.tags.${key}: '${value}' cannot be the value of a tag.`
