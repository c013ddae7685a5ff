import { runIdOf } from '../../base/run-id.ts'

/** The property that says whose an element is. Beside it, nothing tells a test's elements from the dataset's. */
export const PARTITION_KEY = '_vaf_partition'

/**
 * The partition of the dataset that a run's tests share. No other run has it: on a cluster that several use, each
 * has loaded its own.
 */
export function datasetPartition(run: string): string {
  return `${run}-dataset`
}

/** The partitions that a traversal source of a test reads; it always writes into the test's own. */
export interface Partition {
  /** The value of the partition key that this test's elements carry. */
  readonly own: string
  /** The value on the dataset's elements, where the source reads them too. */
  readonly dataset?: string | undefined
}

/** The partitions whose elements are seen. */
export function readPartitions({ own, dataset }: Partition): string[] {
  return dataset === undefined ? [own] : [dataset, own]
}

/** Whether a partition is one of a run of this package other than the one with this prefix. */
export function isOfRun(partition: string, prefix: string): boolean {
  return runIdOf(partition) !== undefined && !partition.startsWith(prefix)
}
