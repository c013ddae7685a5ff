import type { PolicyPlace } from '../permissions/grant.ts'

/** The ARN of something of Neptune, whose control plane is that of Amazon RDS: `db` is an instance. */
export const neptuneArn = (
  { partition, region, account }: PolicyPlace,
  what: 'cluster' | 'db' | 'cluster-pg' | 'pg' | 'subgrp',
  id: string,
): string => `arn:${partition}:rds:${region}:${account}:${what}:${id}`
