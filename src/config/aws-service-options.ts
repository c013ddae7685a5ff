/** What target `aws` creates or uses of each service; see options.ts for the tags. */
import type { OpenTunnel } from './tunnel-end.ts'

/** One domain of Amazon OpenSearch Service. */
export interface DomainOptions {
  /**
   * The address of a domain that exists. It is never created, deleted or tagged, and the control plane is not called.
   * @default absent: a domain is created
   * @example endpoint: 'https://search-orders-abc123.eu-west-1.es.amazonaws.com'
   */
  endpoint?: string | undefined
  /**
   * The name of a domain that exists. It is never created, deleted or tagged.
   * @default absent: a domain is created
   * @example domainName: 'orders'
   */
  domainName?: string | undefined
  /**
   * The near end of a tunnel to the domain, or a function that opens one; see `OpenTunnel`.
   * @default absent: the domain is reached by its own address
   * @example tunnel: 'https://127.0.0.1:9200'
   */
  tunnel?: string | OpenTunnel | undefined
  /**
   * The instance type of a domain that is created.
   * @default 't3.small.search'
   * @example instanceType: 'm7g.medium.search'
   */
  instanceType?: string | undefined
  /**
   * How many instances a created domain has.
   * @default 1
   * @example instanceCount: 3
   */
  instanceCount?: number | undefined
  /**
   * The size of each instance's volume, in GiB.
   * @default 10
   * @example volumeGb: 20
   */
  volumeGb?: number | undefined
  /**
   * The ARNs that may call a created domain.
   * @default the account, whose IAM policies then decide
   * @example principals: ['arn:aws:iam::111122223333:role/ci']
   */
  principals?: readonly string[] | undefined
  /**
   * The access policy of a created domain, in JSON, in place of `principals`.
   * @default a policy that allows the account
   * @example accessPolicy: '{"Version":"2012-10-17","Statement":[]}'
   */
  accessPolicy?: string | undefined
  /**
   * Where in a VPC a created domain is.
   * @default absent: the domain is on the internet
   * @example vpc: { subnetIds: ['subnet-0123456789abcdef0'], securityGroupIds: ['sg-0123456789abcdef0'] }
   */
  vpc?: DomainVpcOptions | undefined
}

export interface DomainVpcOptions {
  /**
   * The subnets of the domain.
   * @default none: the object needs it
   * @example subnetIds: ['subnet-0123456789abcdef0']
   */
  subnetIds: readonly string[]
  /**
   * The security groups of the domain.
   * @default the default security group of the VPC
   * @example securityGroupIds: ['sg-0123456789abcdef0']
   */
  securityGroupIds?: readonly string[] | undefined
}

/** One cluster of Amazon Neptune, and its instance. */
export interface ClusterOptions {
  /**
   * The address of a cluster that exists. It is never created, deleted or tagged, and the control plane is not called.
   * An address without a port has port 8182.
   * @default absent: a cluster is created
   * @example endpoint: 'https://routes.cluster-abc123.eu-west-1.neptune.amazonaws.com:8182'
   */
  endpoint?: string | undefined
  /**
   * The name of a cluster that exists. It is never created, deleted or tagged.
   * @default absent: a cluster is created
   * @example clusterIdentifier: 'routes'
   */
  clusterIdentifier?: string | undefined
  /**
   * The near end of a tunnel to the cluster, or a function that opens one; see `OpenTunnel`.
   * @default absent: the cluster is reached by its own address
   * @example tunnel: 'https://127.0.0.1:8182'
   */
  tunnel?: string | OpenTunnel | undefined
  /**
   * The class of the instance that is created.
   * @default 'db.t3.medium'
   * @example instanceClass: 'db.r6g.large'
   */
  instanceClass?: string | undefined
  /**
   * The limits of a serverless instance, in place of `instanceClass`.
   * @default absent: the instance is of `instanceClass`
   * @example serverless: { minNcu: 1, maxNcu: 4 }
   */
  serverless?: ServerlessOptions | undefined
  /**
   * The DB subnet group of a created cluster.
   * @default the group named `default`
   * @example subnetGroup: 'tests'
   */
  subnetGroup?: string | undefined
  /**
   * The security groups of a created cluster.
   * @default []
   * @example securityGroupIds: ['sg-0123456789abcdef0']
   */
  securityGroupIds?: readonly string[] | undefined
  /**
   * Whether a created cluster has an address on the internet. Engine versions from 1.4.6.0 on can have one.
   * @default false
   * @example publiclyAccessible: true
   */
  publiclyAccessible?: boolean | undefined
  /**
   * The IPv4 address, or range of addresses, under which the internet sees this machine. Before a public cluster is
   * created, the run checks that its security groups let this address in.
   * @default the address that https://checkip.amazonaws.com answers
   * @example clientAddress: '203.0.113.0/24'
   * @variable AWS_FIXTURES_CHECK_IP_URL names another URL to ask
   */
  clientAddress?: string | undefined
  /**
   * What the last run does with a cluster that `reuse` keeps. `stop`: it stops the cluster.
   * @default 'keep'
   * @example afterRun: 'stop'
   */
  afterRun?: 'keep' | 'stop' | undefined
}

export interface ServerlessOptions {
  /**
   * The least capacity, in Neptune capacity units (NCU), in steps of 0.5.
   * @default 1
   * @example minNcu: 2.5
   */
  minNcu?: number | undefined
  /**
   * The most capacity, in Neptune capacity units (NCU), in steps of 0.5.
   * @default none: the object needs it
   * @example maxNcu: 4
   */
  maxNcu: number
}
