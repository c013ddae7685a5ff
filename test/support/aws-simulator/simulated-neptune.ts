import type { Clock } from '../../../src/wait/clock.ts'
import { systemClock } from '../../../src/wait/clock.ts'
import { NeptuneAccount } from './neptune-account.ts'
import { addTags, listTags, modifyCluster, removeTags, startCluster, stopCluster } from './neptune-change.ts'
import { createCluster, createInstance } from './neptune-create.ts'
import { deleteCluster, deleteInstance } from './neptune-delete.ts'
import { describeClusters, describeInstances, describeSubnetGroups } from './neptune-describe.ts'
import { type NeptuneScript, ordinaryNeptune } from './neptune-script.ts'
import { type SimulatedAnswer, type SimulatedCall, SimulatedError, type SimulatedService } from './simulated-service.ts'

export interface SimulatedNeptuneOptions {
  readonly clock?: Clock
  /** The account; default `111122223333`. */
  readonly account?: string
  /** The region; default `eu-west-1`. */
  readonly region?: string
  /** How it differs from the usual behaviour; a test may change it while it runs. */
  readonly script?: Partial<NeptuneScript>
}

/** The control plane of Amazon Neptune, which shares its API and its lists with Amazon RDS. */
export class SimulatedNeptune extends NeptuneAccount implements SimulatedService {
  readonly signingName = 'rds'

  constructor({
    clock = systemClock,
    account = '111122223333',
    region = 'eu-west-1',
    script,
  }: SimulatedNeptuneOptions) {
    super(account, region, clock, { ...ordinaryNeptune, ...script })
  }

  answer({ operation, input }: SimulatedCall): SimulatedAnswer {
    const carryOut = operations[operation]
    if (!carryOut) throw new SimulatedError('InvalidAction', `The action ${operation} is not valid.`, 400)
    return { result: carryOut(input, this) }
  }
}

const operations: Readonly<Record<string, (input: SimulatedCall['input'], account: NeptuneAccount) => object>> = {
  AddTagsToResource: addTags,
  CreateDBCluster: createCluster,
  CreateDBInstance: createInstance,
  DeleteDBCluster: deleteCluster,
  DeleteDBInstance: deleteInstance,
  DescribeDBClusters: describeClusters,
  DescribeDBInstances: describeInstances,
  DescribeDBSubnetGroups: describeSubnetGroups,
  ListTagsForResource: listTags,
  ModifyDBCluster: modifyCluster,
  RemoveTagsFromResource: removeTags,
  StartDBCluster: startCluster,
  StopDBCluster: stopCluster,
}
