import * as v from 'valibot'
import { readBlock } from '../aws/network/ipv4-block.ts'
import { durationMs, only, text } from './schema.ts'
import { assumedRole, tunnelEnd } from './way-options.ts'

const secureAddress = v.pipe(v.string(), v.url(), v.regex(/^https:/, 'is not an https address'))
export const region = v.pipe(v.string(), v.regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'is not an AWS region, such as eu-west-1'))
const count = v.pipe(v.number(), v.integer(), v.minValue(1))
const names = v.array(text)
const price = v.pipe(v.number(), v.minValue(0))

/** The option `aws`: what target `aws` makes or uses. */
export const awsOptions = only({
  /** The accounts in which something may be created; without the account that the credentials belong to, nothing is. */
  allowedAccounts: v.optional(v.array(v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not an account: it has 12 digits')))),
  /** The regions in which something may be created. Default: any. */
  allowedRegions: v.optional(v.array(region)),
  /** How long after a run last held it what is created counts as expired, by its tag, in minutes. Default 240. */
  ttlMinutes: v.optional(count),
  /** The instance types of domains and classes of clusters that may be created; `db.serverless` is one. Default: any. */
  allowedInstanceTypes: v.optional(names),
  /** How many instances a domain may have. Default: any number. */
  maxNodes: v.optional(count),
  /** How many Neptune capacity units a serverless cluster may grow to. Default: any number. */
  maxNcu: v.optional(v.pipe(v.number(), v.minValue(1))),
  /** What all that the run asks for may cost by estimate, in US dollars an hour. Default: anything. */
  maxHourlyUsd: v.optional(price),
  /** What a type or class costs in your region, or `NCU` one capacity unit, in US dollars an hour. */
  pricesPerHour: v.optional(v.record(v.string(), price)),
  /** What the names of what is created tell of the project, after `vaf-`. Default: the name in its package.json. */
  name: v.optional(text),
  /**
   * Who shares with `reuse` what is created: runs that say the same. Default: runs of projects of the same name in the same
   * repository, by `repository` in package.json, or else by the Git remote `origin`.
   */
  sharedAs: v.optional(text),
  /** Tags of your own for what is created. */
  tags: v.optional(v.record(v.string(), v.string())),
  /** How long a domain or cluster may take to become ready, in milliseconds. Default 5,400,000. */
  createTimeoutMs: v.optional(durationMs),
  /** How long its deletion may take, in milliseconds. Default 2,700,000. */
  deleteTimeoutMs: v.optional(durationMs),
  /** Where runs note what they create, so that the next one finds it. Default: the user's folder for the state of programs. */
  ledgerDirectory: v.optional(text),
  /** The role to work as: its ARN, or `{ roleArn, externalId, sessionName, durationSeconds }`. Default: as whom the credentials are. */
  assumeRole: v.optional(assumedRole),
  /**
   * Whether all that workers send goes through a bridge on 127.0.0.1, which signs it again. Default: where there is a
   * tunnel, which needs one.
   */
  bridge: v.optional(v.boolean()),
  /**
   * Whether the machine is in the VPC of what is created, or has a VPN into it. Default `false`: what only a machine there
   * could reach is then refused.
   */
  insideVpc: v.optional(v.boolean()),
  /**
   * Whether IAM is asked too what the identity may do, by SimulatePrincipalPolicy. What no real call can prove harmlessly,
   * such as creations, is then told as a warning where IAM would deny it. Default `false`.
   */
  simulatePolicy: v.optional(v.boolean()),
  opensearch: v.optional(
    only({
      /** A domain that is there, by its address. It is never created, deleted or tagged. */
      endpoint: v.optional(secureAddress),
      /** A domain that is there, by its name. It is never created, deleted or tagged. */
      domainName: v.optional(text),
      /** The near end of a tunnel to it: `https://127.0.0.1:9200`; or a function that opens one, see `OpenTunnel`. */
      tunnel: v.optional(tunnelEnd),
      /** Default `t3.small.search`. */
      instanceType: v.optional(text),
      /** Default 1. */
      instanceCount: v.optional(count),
      /** Of each instance's volume, in GiB. Default 10. */
      volumeGb: v.optional(count),
      /** The ARNs that may call the domain. Default: the account, whose IAM policies then decide. */
      principals: v.optional(names),
      /** The domain's access policy, in JSON, instead of `principals`. */
      accessPolicy: v.optional(text),
      /** Where the domain is. Default: on the internet. */
      vpc: v.optional(only({ subnetIds: names, securityGroupIds: v.optional(names) })),
    }),
  ),
  neptune: v.optional(
    only({
      /** A cluster that is there, by its address. It is never created, deleted or tagged. */
      endpoint: v.optional(secureAddress),
      /** A cluster that is there, by its name. It is never created, deleted or tagged. */
      clusterIdentifier: v.optional(text),
      /** The near end of a tunnel to it: `https://127.0.0.1:8182`; or a function that opens one, see `OpenTunnel`. */
      tunnel: v.optional(tunnelEnd),
      /** Default `db.t3.medium`. */
      instanceClass: v.optional(text),
      /** A serverless instance's limits, in Neptune capacity units, instead of `instanceClass`. */
      serverless: v.optional(only({ minNcu: v.optional(v.number()), maxNcu: v.number() })),
      /** Default: the one named `default`. */
      subnetGroup: v.optional(text),
      /** Default: that of the VPC. */
      securityGroupIds: v.optional(names),
      /** Whether it has an address on the internet; from engine 1.4.6.0 on. Default `false`. */
      publiclyAccessible: v.optional(v.boolean()),
      /**
       * The address under which the internet sees this machine, or those it may have: `203.0.113.0/24`. Whether a cluster that
       * is created on the internet lets it in is looked at before. Default: asked for, at checkip.amazonaws.com.
       */
      clientAddress: v.optional(
        v.pipe(
          v.string(),
          v.check((given) => readBlock(given) !== undefined, 'is not an IPv4 address or range, such as 203.0.113.0/24'),
        ),
      ),
      /** What becomes of a cluster that is kept (`reuse`) when the run is over. Default `keep`. */
      afterRun: v.optional(v.picklist(['keep', 'stop'])),
    }),
  ),
})

export type AwsOption = v.InferOutput<typeof awsOptions>
