/** The property that says whose an element is. Beside it, nothing tells a test's elements from the dataset's. */
export const PARTITION_KEY = '_vaf_partition'

/** The partition of what all tests share. */
export const DATASET_PARTITION = 'dataset'

/** What one traversal source of a test sees; it always writes into the test's own partition. */
export interface Partition {
  /** The value of the partition key that this test's elements carry. */
  readonly own: string
  /** Whether the dataset's elements are seen beside the test's own. */
  readonly seesDataset: boolean
}

/** The partitions whose elements are seen. */
export function readPartitions({ own, seesDataset }: Partition): string[] {
  return seesDataset ? [DATASET_PARTITION, own] : [own]
}
