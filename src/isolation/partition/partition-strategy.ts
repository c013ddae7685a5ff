import type { process as gremlinProcess } from 'gremlin'
import type { GremlinDriver } from '../../clients/gremlin/driver.ts'
import type { Partition } from './partition.ts'
import { PARTITION_KEY, readPartitions } from './partition.ts'

/**
 * TinkerPop's strategy that keeps a traversal to partitions. The driver has this class and does not export it. Its
 * serialisers go by the class's name, or by what an instance made without arguments says of itself.
 */
export function partitionStrategy({ module }: GremlinDriver, partition: Partition): gremlinProcess.TraversalStrategy {
  const Base = module.process.TraversalStrategy as unknown as StrategyClass
  class PartitionStrategy extends Base {
    constructor(configuration: object = {}) {
      super('org.apache.tinkerpop.gremlin.process.traversal.strategy.decoration.PartitionStrategy', configuration)
    }
  }
  return new PartitionStrategy({
    partitionKey: PARTITION_KEY,
    writePartition: partition.own,
    readPartitions: readPartitions(partition),
    includeMetaProperties: false,
  })
}

type StrategyClass = new (className: string, configuration: object) => gremlinProcess.TraversalStrategy
