import { mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { folderState, isFileOfDataset } from '../../src/dataset/dataset-folder.ts'

async function folderWith(...names: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'state-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const name of names) await write(folder, name)
  return folder
}

async function write(folder: string, name: string, text = ''): Promise<void> {
  await mkdir(dirname(join(folder, name)), { recursive: true })
  await writeFile(join(folder, name), text)
}

const graph = 'neptune/vertices.csv'
const body = 'opensearch/books/index.json'
const documents = 'opensearch/books/books.ndjson'

test.for<[string, (folder: string) => Promise<unknown>]>([
  ['written', (folder) => write(folder, graph, '~id')],
  ['added', (folder) => write(folder, 'neptune/edges.csv')],
  ['removed', (folder) => rm(join(folder, documents))],
  ['renamed', (folder) => rename(join(folder, 'opensearch/books'), join(folder, 'opensearch/films'))],
  ['written at another time, as long as it was', (folder) => utimes(join(folder, body), 1, 1)],
])('the state of a dataset changes after a file was %s', async ([, change]) => {
  const folder = await folderWith(graph, body, documents)
  const before = folderState(folder)
  expect(folderState(folder)).toBe(before)
  await change(folder)
  expect(folderState(folder)).not.toBe(before)
})

test("notes and files of editors beside a dataset's files do not change its state", async () => {
  const folder = await folderWith(graph)
  const before = folderState(folder)
  for (const name of ['README.md', 'neptune/.vertices.csv.swp', 'neptune/notes.txt']) await write(folder, name)
  expect(folderState(folder)).toBe(before)
})

test('a dataset folder that is not there has a state, and another state once it is there', async () => {
  const folder = await folderWith()
  const before = folderState(join(folder, 'later'))
  await write(folder, join('later', graph))
  expect(folderState(join(folder, 'later'))).not.toBe(before)
})

test.for<[string, boolean]>([
  ['/data/airports/neptune/edges.csv', true],
  ['/data/airports/opensearch/airports/index.json', true],
  ['/data/airports/opensearch/airports/airports.ndjson', true],
  ['/data/airports/edges.csv', false],
  ['/data/airports/opensearch/index.json', false],
  ['/data/airports2/neptune/edges.csv', false],
])('whether the file %s belongs to the dataset in /data/airports is known: %s', ([file, isOf]) => {
  expect(isFileOfDataset('/data/airports', file)).toBe(isOf)
})
