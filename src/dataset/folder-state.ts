import { readdirSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** What a dataset is read from: paths below its folder, with `/`. */
const ofDataset = /^(?:opensearch\/.*(?:\/index\.json|\.ndjson)|neptune\/.*\.csv)$/

/** Whether a dataset in this folder is read from a file of that path, both absolute. */
export function isFileOfDataset(directory: string, file: string): boolean {
  return ofDataset.test(relative(directory, file).split(sep).join('/'))
}

/**
 * What a dataset's files look like from outside, in one text: names, sizes and times. It is another one after a file was
 * written, added or removed. Nothing is read, and a folder that is not there has a state too.
 */
export function folderState(directory: string): string {
  return filesIn(directory)
    .filter((file) => isFileOfDataset(directory, file))
    .sort()
    .map((file) => `${file} ${stateOf(file)}`)
    .join('\n')
}

function filesIn(directory: string): string[] {
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => join(directory, name))
  } catch {
    // Whoever reads the dataset tells what is wrong with its folder.
    return []
  }
}

function stateOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : 'gone'
}
