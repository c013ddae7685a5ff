import type { Messages } from './messages.ts'

export const creation: Messages = {
  'may not CreateDomain': [
    'OpenSearch domain vaf-orders-RUN-1 could not be created.',
    'AccessDeniedException: User: arn:aws:sts::111122223333:assumed-role/developer/ci is not authorized to perform: es:CreateDomain because no identity-based policy allows the es:CreateDomain action (HTTP 403, request ID)',
    'Allow es:CreateDomain to arn:aws:sts::111122223333:assumed-role/developer/ci, in an IAM policy.',
  ],
  'may not CreateDBCluster': [
    'Neptune cluster vaf-orders-RUN-1 could not be created.',
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/developer/ci is not authorized to perform: rds:CreateDBCluster because no identity-based policy allows the rds:CreateDBCluster action (HTTP 403, request ID)',
    'Allow rds:CreateDBCluster to arn:aws:sts::111122223333:assumed-role/developer/ci, in an IAM policy.',
  ],
  'may not CreateDBInstance': [
    'Neptune cluster vaf-orders-RUN-1 could not be created.',
    'AccessDenied: User: arn:aws:sts::111122223333:assumed-role/developer/ci is not authorized to perform: rds:CreateDBInstance because no identity-based policy allows the rds:CreateDBInstance action (HTTP 403, request ID)',
    'Allow rds:CreateDBInstance to arn:aws:sts::111122223333:assumed-role/developer/ci, in an IAM policy.',
  ],
  'quota of domains reached': [
    'OpenSearch domain vaf-orders-RUN-1 could not be created.',
    'LimitExceededException: You have exceeded the limit of domains per account. (HTTP 409, request ID)',
    'Ask for a higher quota (Service Quotas in the AWS console), or delete what is not used any more.',
  ],
  'quota of clusters reached': [
    'Neptune cluster vaf-orders-RUN-1 could not be created.',
    'DBClusterQuotaExceededFault: You have reached the maximum number of DB clusters.',
    'Delete clusters, or request a higher quota: Amazon RDS, Neptune and DocumentDB share it.',
  ],
  'instance type not offered there': [
    'OpenSearch domain vaf-orders-RUN-1 could not be created.',
    'InvalidTypeException: Invalid instance type: r9.large.search (HTTP 409, request ID)',
    'Change the option that sets what AWS refuses.',
  ],
  'class not offered there': [
    'Neptune cluster vaf-orders-RUN-1 could not be created.',
    'InvalidParameterCombination: DB Instance class db.r9.large does not support neptune 1.4.6.0 (HTTP 400, request ID)',
    'Change the option that sets what AWS refuses.',
  ],
  'no capacity for the class': [
    'Instance vaf-orders-RUN-1-1 of Neptune cluster vaf-orders-RUN-1 could not be created.',
    'InsufficientDBInstanceCapacityFault: Insufficient capacity for db.t3.medium.',
    'Choose another aws.neptune.instanceClass, or a subnet group in other Availability Zones, or try again later.',
  ],
  'subnet group not there': [
    'Neptune cluster vaf-orders-RUN-1 could not be created.',
    "DBSubnetGroupNotFoundFault: DB subnet group 'nowhere' does not exist.",
    'Correct aws.neptune.subnetGroup.',
  ],
  'subnet group in one zone only': [
    'Neptune cluster vaf-orders-RUN-1 could not be created.',
    'DBSubnetGroupDoesNotCoverEnoughAZs: DB Subnet Group does not meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones.',
    'Name a subnet group in aws.neptune.subnetGroup that has subnets in at least two Availability Zones.',
  ],
  'service-linked role of OpenSearch missing': [
    'OpenSearch domain vaf-orders-RUN-1 could not be created.',
    'ValidationException: Before you can proceed, you must enable a service-linked role to give Amazon OpenSearch Service permissions to access your VPC.',
    'A domain in a VPC needs the role of the service, which is created once in an account: aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com',
  ],
  'service-linked role of Neptune missing': [
    'Neptune cluster vaf-orders-RUN-1 could not be created.',
    'InvalidParameterValue: Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later',
    'The service needs its role, which is created once in an account: aws iam create-service-linked-role --aws-service-name rds.amazonaws.com',
  ],
  "name taken by a stranger's domain": [
    'OpenSearch domain vaf-orders-RUN-1 exists already.',
    "It has no tag 'vitest-aws-fixtures' of this package, so it was not changed.",
    "Choose another name for this project: 'aws.name'.",
  ],
  "name taken by a stranger's cluster": [
    'Neptune cluster vaf-orders-RUN-1 exists already.',
    "It has no tag 'vitest-aws-fixtures', so it is not this package's own.",
    "It was not changed. Choose another name for this project: 'aws.name'.",
  ],
  'domain comes to nothing after 12 minutes': [
    'OpenSearch domain vaf-orders-RUN-1 is failed; it was to become active.',
    'ValidationFailed. Validation: The KMS key is not enabled.',
    'It cannot be used and is being deleted. Fix what AWS reports, then run again.',
  ],
  'instance comes to nothing after 6 minutes': [
    'Neptune cluster vaf-orders-RUN-1 is incompatible-network; it was to become available.',
    'Cluster available; instance vaf-orders-RUN-1-1 incompatible-network.',
    'It cannot be used and is being deleted. Fix what AWS reports, then run again.',
  ],
  'domain not ready in createTimeoutMs': [
    'OpenSearch domain vaf-orders-RUN-1 did not become active within N s.',
    'Last state: creating. Seen in N polls: creating xN.',
    "It is deleted now. Allow more time with 'aws.createTimeoutMs'. To delete it by hand: aws opensearch delete-domain --domain-name vaf-orders-RUN-1 --region eu-west-1",
  ],
}
