import { expect, test } from 'vitest'
import * as messages from '../../../src/preflight/network/messages.ts'
import { catalogue } from '../../support/catalogue.ts'

const url = 'https://checkip.amazonaws.com'
const client = '203.0.113.7/32'
const subnet = {
  ...{ subnet: 'subnet-0a', group: 'default', table: 'rtb-0b', isMain: false, client },
  ...{ region: 'eu-west-1', vpc: 'vpc-0c' },
}
const opening = { ids: ['sg-0a'], port: 8182, blocks: [], ipv6Blocks: [], groupIds: [] }

test('messages about the network of a public cluster name what is in the way, and the command that changes it', () => {
  expect(
    catalogue(messages, {
      reachNotChecked: [[]],
      reachUnknown: [
        [[messages.addressUnknown(messages.noAnswerWithin(5_000))], []],
        [['ec2:DescribeRouteTables: AccessDenied'], [{ Sid: 'Network', Effect: 'Allow' }]],
      ],
      notReachable: [
        [[messages.noSubnetGroup('tests')], undefined],
        [[messages.noSubnetGroup('tests'), messages.noSecurityGroup('sg-0a', 'eu-west-1')], client],
      ],
      addressUnknown: [[messages.noAddressAnswered(url)], [messages.addressNotAnswered(url, 'HTTP 503')]],
      noAddressAnswered: [[url]],
      addressNotAnswered: [[url, 'HTTP 503']],
      noAnswerWithin: [[5_000]],
      noSubnetGroup: [['tests']],
      noDefaultSubnetGroup: [[]],
      noInternetRoute: [
        [{ ...subnet, isMain: true, route: undefined }],
        [{ ...subnet, route: { to: '0.0.0.0/0', by: 'nat-0d', isActive: true } }],
        [{ ...subnet, route: { to: '203.0.0.0/8', by: 'igw-0e', isActive: false } }],
      ],
      dnsIsOff: [['DNS hostnames', 'enable-dns-hostnames', 'vpc-0c', 'eu-west-1']],
      noSecurityGroup: [['sg-0a', 'eu-west-1']],
      groupOfOtherVpc: [['sg-0a', 'vpc-0f', 'vpc-0c']],
      groupsAreClosed: [
        [opening, client, 'eu-west-1'],
        [{ ...opening, ids: ['sg-0a', 'sg-0b'], blocks: ['10.0.0.0/8'], groupIds: ['sg-0b'] }, undefined, 'eu-west-1'],
        [{ ...opening, ipv6Blocks: ['::/0'] }, client, 'eu-west-1'],
      ],
      prefixListsNotRead: [[['pl-0a'], ['sg-0a', 'sg-0b']]],
      mayLetIn: [[['sg-0a'], ['198.51.100.0/24']]],
    }),
  ).toMatchInlineSnapshot(`
    "reachNotChecked
      The run did not check whether this machine can reach the public Neptune cluster: @aws-sdk/client-ec2 is not installed. The run continues.
         To have it checked: npm install --save-dev @aws-sdk/client-ec2

    reachUnknown
      The run could not fully check whether this machine can reach the public Neptune cluster. The run continues.
         - The address of this machine is unknown: no answer within 5 s. aws.neptune.clientAddress sets it.
      or
      The run could not fully check whether this machine can reach the public Neptune cluster. The run continues.
         - ec2:DescribeRouteTables: AccessDenied
         To have it checked, allow: [{"Sid":"Network","Effect":"Allow"}]

    notReachable
      This machine would not reach the Neptune cluster, for one reason. Nothing was created.
      - There is no subnet group 'tests'. Correct aws.neptune.subnetGroup; 'aws neptune describe-db-subnet-groups' lists the groups that exist.
      Other ways to the cluster: a tunnel (aws.neptune.tunnel), a run inside the VPC (aws.insideVpc: true), or target local.
      or
      This machine would not reach the Neptune cluster, for 2 reasons. Nothing was created.
      - There is no subnet group 'tests'. Correct aws.neptune.subnetGroup; 'aws neptune describe-db-subnet-groups' lists the groups that exist.
      - There is no security group sg-0a in eu-west-1. Correct aws.neptune.securityGroupIds.
      The run takes 203.0.113.7/32 for the address of this machine. If it is another, set aws.neptune.clientAddress.
      Other ways to the cluster: a tunnel (aws.neptune.tunnel), a run inside the VPC (aws.insideVpc: true), or target local.

    addressUnknown
      The address of this machine is unknown: https://checkip.amazonaws.com did not answer with an IPv4 address. aws.neptune.clientAddress sets it.
      or
      The address of this machine is unknown: https://checkip.amazonaws.com failed: HTTP 503. aws.neptune.clientAddress sets it.

    noAddressAnswered
      https://checkip.amazonaws.com did not answer with an IPv4 address

    addressNotAnswered
      https://checkip.amazonaws.com failed: HTTP 503

    noAnswerWithin
      no answer within 5 s

    noSubnetGroup
      There is no subnet group 'tests'. Correct aws.neptune.subnetGroup; 'aws neptune describe-db-subnet-groups' lists the groups that exist.

    noDefaultSubnetGroup
      There is no subnet group 'default' yet, so its routes and DNS settings were not checked. AWS creates it in the default VPC, with the first cluster.

    noInternetRoute
      Subnet subnet-0a of group 'default' has no route to an internet gateway: its route table rtb-0b (the main one) has no route to 203.0.113.7/32. Choose a subnet group without this subnet, or run: aws ec2 create-route --region eu-west-1 --route-table-id rtb-0b --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of vpc-0c>
      or
      Subnet subnet-0a of group 'default' has no route to an internet gateway: its route table rtb-0b sends 0.0.0.0/0 to nat-0d. Choose a subnet group without this subnet, or run: aws ec2 replace-route --region eu-west-1 --route-table-id rtb-0b --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of vpc-0c>
      or
      Subnet subnet-0a of group 'default' has no route to an internet gateway: its route table rtb-0b sends 203.0.0.0/8 to igw-0e, which no longer exists. Choose a subnet group without this subnet, or run: aws ec2 create-route --region eu-west-1 --route-table-id rtb-0b --destination-cidr-block 0.0.0.0/0 --gateway-id <internet gateway of vpc-0c>

    dnsIsOff
      VPC vpc-0c has DNS hostnames turned off, so that AWS creates no public instance there. Turn the setting on: aws ec2 modify-vpc-attribute --region eu-west-1 --vpc-id vpc-0c --enable-dns-hostnames

    noSecurityGroup
      There is no security group sg-0a in eu-west-1. Correct aws.neptune.securityGroupIds.

    groupOfOtherVpc
      Security group sg-0a belongs to vpc-0f, and the subnets belong to vpc-0c. Name groups of vpc-0c in aws.neptune.securityGroupIds, or a subnet group of vpc-0f in aws.neptune.subnetGroup.

    groupsAreClosed
      Security group sg-0a does not let 203.0.113.7/32 in at port 8182: the rules let in nobody. Add a rule: aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0a --protocol tcp --port 8182 --cidr 203.0.113.7/32
      or
      Security groups sg-0a, sg-0b do not let anybody in at port 8182: the rules let in 10.0.0.0/8, members of group sg-0b. Add a rule: aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0a --protocol tcp --port 8182 --cidr <this machine's address>/32
      or
      Security group sg-0a does not let 203.0.113.7/32 in at port 8182: the rules let in ::/0 by IPv6, and the cluster's public address is IPv4. Add a rule: aws ec2 authorize-security-group-ingress --region eu-west-1 --group-id sg-0a --protocol tcp --port 8182 --cidr 203.0.113.7/32

    prefixListsNotRead
      pl-0a in sg-0a, sg-0b may have the address of this machine: prefix lists are not read.

    mayLetIn
      sg-0a may let this machine in: the rules let in 198.51.100.0/24."
  `)
})
