import type { Messages } from './messages.ts'

export const permission: Messages = {
  'may not DescribeDomain': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- es:DescribeDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not DescribeDomainConfig': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- es:DescribeDomainConfig on arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not DeleteDomain': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not AddTags': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- es:AddTags on arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not ListTags': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- es:ListTags on arn:aws:es:eu-west-1:111122223333:domain/vaf-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not ListDomainNames': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- es:ListDomainNames on *',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not DescribeDBClusters': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- rds:DescribeDBClusters on arn:aws:rds:eu-west-1:111122223333:cluster:*',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not DescribeDBInstances': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- rds:DescribeDBInstances on arn:aws:rds:eu-west-1:111122223333:db:*',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not DeleteDBCluster': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- rds:DeleteDBCluster on arn:aws:rds:eu-west-1:111122223333:cluster:vaf-orders-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not DeleteDBInstance': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- rds:DeleteDBInstance on arn:aws:rds:eu-west-1:111122223333:db:vaf-orders-UNUSED-1',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not ModifyDBCluster': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- rds:ModifyDBCluster on arn:aws:rds:eu-west-1:111122223333:cluster:vaf-orders-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not StartDBCluster': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- rds:StartDBCluster on arn:aws:rds:eu-west-1:111122223333:cluster:vaf-orders-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not AddTagsToResource': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- rds:AddTagsToResource on arn:aws:rds:eu-west-1:111122223333:cluster:vaf-orders-UNUSED',
    '- rds:AddTagsToResource on arn:aws:rds:eu-west-1:111122223333:db:vaf-orders-UNUSED-1',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may not ListTagsForResource': [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- rds:ListTagsForResource on arn:aws:rds:eu-west-1:111122223333:cluster:vaf-UNUSED',
    '- rds:ListTagsForResource on arn:aws:rds:eu-west-1:111122223333:db:vaf-UNUSED-1',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  'may delete nothing at all': [
    'This run may not do all that it has to do, and nothing was created: AWS denies 3 actions to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-UNUSED',
    '- rds:DeleteDBInstance on arn:aws:rds:eu-west-1:111122223333:db:vaf-orders-UNUSED-1',
    '- rds:DeleteDBCluster on arn:aws:rds:eu-west-1:111122223333:cluster:vaf-orders-UNUSED',
    "Add this to its IAM policy; 'npx vitest-aws-fixtures policy' prints the whole one:",
  ],
  "denied by the organisation's policy": [
    'This run may not do all that it has to do, and nothing was created: AWS denies one action to arn:aws:sts::111122223333:assumed-role/developer/ci.',
    '- es:DeleteDomain on arn:aws:es:eu-west-1:111122223333:domain/vaf-orders-UNUSED',
    'Take the deny of es:DeleteDomain out of the service control policy: beside it no Allow helps.',
  ],
  'security group closed to this machine': [
    'The Neptune cluster would not be reached from this machine, and nothing was created: one thing is in its way.',
    '- Security group sg-0123456789abcdef0 does not let 203.0.113.7/32 in at port 8182: it is open to nobody there. Let it in: aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0123456789abcdef0 --protocol tcp --port 8182 --cidr 203.0.113.7/32',
    'This machine is taken for 203.0.113.7/32: if it is another, set aws.neptune.clientAddress. Other ways: a tunnel (aws.neptune.tunnel), aws.insideVpc: true, target local.',
  ],
  'subnets without an internet gateway': [
    'The Neptune cluster would not be reached from this machine, and nothing was created: 3 things are in its way.',
    "- Subnet subnet-default-1 of group 'default' has no way to the internet: its route table rtb-main (the main one) has no route to 203.0.113.7/32. Take a subnet group without it, or: aws ec2 create-route --region eu-west-1 --route-table-id rtb-main --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of vpc-0routes>",
    "- Subnet subnet-default-2 of group 'default' has no way to the internet: its route table rtb-main (the main one) has no route to 203.0.113.7/32. Take a subnet group without it, or: aws ec2 create-route --region eu-west-1 --route-table-id rtb-main --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of vpc-0routes>",
    "- Subnet subnet-default-3 of group 'default' has no way to the internet: its route table rtb-main (the main one) has no route to 203.0.113.7/32. Take a subnet group without it, or: aws ec2 create-route --region eu-west-1 --route-table-id rtb-main --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of vpc-0routes>",
    'This machine is taken for 203.0.113.7/32: if it is another, set aws.neptune.clientAddress. Other ways: a tunnel (aws.neptune.tunnel), aws.insideVpc: true, target local.',
  ],
  'VPC without DNS host names': [
    'The Neptune cluster would not be reached from this machine, and nothing was created: one thing is in its way.',
    '- VPC vpc-0routes has DNS hostnames off, without which AWS makes no public instance. Turn it on: aws ec2 modify-vpc-attribute --region eu-west-1 --vpc-id vpc-0routes --enable-dns-hostnames',
    'This machine is taken for 203.0.113.7/32: if it is another, set aws.neptune.clientAddress. Other ways: a tunnel (aws.neptune.tunnel), aws.insideVpc: true, target local.',
  ],
}
