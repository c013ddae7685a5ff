import { DescribeRouteTablesCommand, DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2'
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam'
import { expect, onTestFinished, test } from 'vitest'
import { startAwsSimulator } from './aws-simulator.ts'
import { denied, throttled } from './fault.ts'
import { OPEN_GROUP, SimulatedEc2, VPC } from './simulated-ec2.ts'
import { SimulatedIam } from './simulated-iam.ts'

async function simulate() {
  const network = new SimulatedEc2()
  const aws = await startAwsSimulator({ services: [network, new SimulatedIam()] })
  onTestFinished(() => aws.close())
  return { aws, network, client: new EC2Client(aws.clientConfig) }
}

test('the SDK reads from the simulated EC2 what matches its filters', async () => {
  const { client, network } = await simulate()
  const open = await client.send(
    new DescribeSecurityGroupsCommand({ Filters: [{ Name: 'group-id', Values: ['sg-0nowhere', OPEN_GROUP] }] }),
  )
  expect(open.SecurityGroups).toEqual([
    expect.objectContaining({
      GroupId: OPEN_GROUP,
      VpcId: VPC,
      IpPermissions: [
        expect.objectContaining({
          IpProtocol: 'tcp',
          FromPort: 8182,
          ToPort: 8182,
          IpRanges: [{ CidrIp: '203.0.113.0/24' }],
        }),
      ],
    }),
  ])
  network.pageSize = 1
  network.tables.push({ ...network.tables[0]!, id: 'rtb-2', isMain: false })
  const first = await client.send(new DescribeRouteTablesCommand({}))
  expect(first.RouteTables?.map(({ RouteTableId }) => RouteTableId)).toEqual(['rtb-main'])
  const { NextToken } = first
  const second = await client.send(new DescribeRouteTablesCommand({ NextToken }))
  expect(second.RouteTables?.map(({ RouteTableId }) => RouteTableId)).toEqual(['rtb-2'])
  expect(second).not.toHaveProperty('NextToken')
})

test('the errors of the simulated EC2 have the codes of EC2', async () => {
  const { aws, client } = await simulate()
  aws.fault('DescribeRouteTables', throttled(1), denied(1))
  const code = () => client.send(new DescribeRouteTablesCommand({})).catch(({ name }: Error) => name)
  expect([await code(), await code()]).toEqual(['RequestLimitExceeded', 'UnauthorizedOperation'])
})

test('the simulated EC2 and IAM reject a wrong secret key', async () => {
  const { aws } = await simulate()
  const config = { ...aws.clientConfig, credentials: { ...aws.credentials, secretAccessKey: 'wrong' } }
  await expect(new EC2Client(config).send(new DescribeRouteTablesCommand({}))).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  })
  await expect(new IAMClient(config).send(new GetRoleCommand({ RoleName: 'developer' }))).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  })
})
