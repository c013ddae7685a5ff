/** What the plugin says to its user: each function makes the lines of one message from its facts. */
import { basename } from 'node:path'

/** A project of Vitest runs its tests in a browser. */
export const browserMode = (): readonly string[] => [
  'vitest-aws-fixtures does not support the browser mode of Vitest.',
  "Its clients use Node's sockets. Run the tests that need the services in a project without a browser.",
]

/** A project of Vitest uses one of the pools whose modules are not Node's. */
export const unsupportedPool = (pool: string): readonly string[] => [
  `vitest-aws-fixtures does not support the pool '${pool}' of Vitest.`,
  "Set test.pool to 'forks' or 'threads'.",
]

/** A variable is mapped to the name of the dataset's index, and the dataset has several. */
export const severalIndices = (names: readonly string[]): readonly string[] => [
  `A variable is mapped to 'opensearch.index', which is one index, and the dataset has ${names.length}: ${names.join(', ')}.`,
  "Say which in the option 'opensearch.index' of the plugin.",
]

/** In watch mode, on target `aws`, a file of a dataset was changed after the dataset was loaded. */
export const datasetChangedOnAws = (folder: string): readonly string[] => [
  `Dataset ${basename(folder)} has changed since it was loaded, and is not loaded again on target 'aws'.`,
  `Changed: ${folder}`,
  'End Vitest (q) and start it again, or edit datasets on target local: AWS_FIXTURES_TARGET=local.',
]
