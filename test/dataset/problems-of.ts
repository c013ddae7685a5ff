import { readDatasetSync } from '../../src/dataset/read-dataset-sync.ts'
import { DatasetError } from '../../src/errors/errors.ts'
import { datasetFolder } from './dataset-folder.ts'

/** What is wrong with a dataset of these files, each problem as it is listed. */
export async function problemsOf(files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  const directory = await datasetFolder(files)
  let error: unknown
  try {
    readDatasetSync(directory)
  } catch (thrown) {
    error = thrown
  }
  if (!(error instanceof DatasetError)) throw new Error('The dataset was read, or failed otherwise.', { cause: error })
  const [first = '', ...lines] = error.message.split('\n')
  const [, count] = /^Dataset towns cannot be read: (\d+) problems? in (.+)$/.exec(first) ?? []
  const beyond = Number(/^… and (\d+) more\.$/.exec(lines.at(-1) ?? '')?.[1] ?? 0)
  const listed = beyond > 0 ? lines.length - 1 : lines.length
  if (Number(count) !== listed + beyond || !first.endsWith(directory)) throw new Error(`Unexpected: ${error.message}`)
  return lines.map((line) => line.replace(/^- /, ''))
}
