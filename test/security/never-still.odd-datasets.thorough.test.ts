import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, open, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readDataset } from '../../src/dataset/read-dataset.ts'
import { readDatasetSync } from '../../src/dataset/read-dataset-sync.ts'
import { datasetFolder } from '../dataset/dataset-folder.ts'

/** A dataset with a sound index and a sound graph, to which a test adds what is odd. */
async function sound(): Promise<{ directory: string; index: string; graph: string }> {
  const directory = await datasetFolder({
    'opensearch/towns/index.json': '{}',
    'opensearch/towns/a.ndjson': '{"_id":"a"}\n',
    'neptune/v.csv': '~id\na\n',
  })
  return { directory, index: join(directory, 'opensearch/towns'), graph: join(directory, 'neptune') }
}

/** The lines of the error, without the first. */
function problemsIn(directory: string): string[] {
  try {
    readDatasetSync(directory)
  } catch (error) {
    expect(error).toMatchObject({ code: 'AWS_FIXTURE_DATASET' })
    return (error as Error).message.split('\n').slice(1)
  }
  throw new Error('The dataset was read.')
}

test('a path that is no regular file is a problem of the dataset, and is never waited for', async () => {
  const { directory, index, graph } = await sound()
  await mkdir(join(index, 'folder.ndjson'))
  execFileSync('mkfifo', [join(index, 'fifo.ndjson'), join(graph, 'fifo.csv')])
  await symlink('/dev/zero', join(graph, 'zero.csv'))
  await symlink('nowhere.csv', join(graph, 'dangling.csv'))
  const server = createServer().listen(join(graph, 'socket.csv'))
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  expect(problemsIn(directory)).toEqual([
    expect.stringMatching(/^- neptune\/dangling\.csv: it cannot be read: ENOENT/),
    '- neptune/fifo.csv: it is a FIFO, not a file',
    '- neptune/socket.csv: it is a socket, not a file',
    '- neptune/zero.csv: it is a device, not a file',
    '- opensearch/towns/fifo.ndjson: it is a FIFO, not a file',
    '- opensearch/towns/folder.ndjson: it is a folder, not a file',
  ])
})

test('an index.json that is a FIFO, and files where folders belong, are problems of the dataset', async () => {
  const directory = await datasetFolder({ neptune: '', 'opensearch/towns/a.ndjson': '{}\n' })
  execFileSync('mkfifo', [join(directory, 'opensearch/towns/index.json')])
  expect(problemsIn(directory)).toEqual([
    '- neptune: it is not a folder',
    '- opensearch/towns/index.json: it is a FIFO, not a file',
  ])
})

test('links of a dataset that lead in a circle are not followed', async () => {
  const { directory, index, graph } = await sound()
  for (const folder of [directory, index, graph]) {
    await symlink('.', join(folder, '.a'))
    await symlink('.', join(folder, '.b'))
  }
  await symlink('loop.csv', join(graph, 'loop.csv'))
  expect(problemsIn(directory)).toEqual([expect.stringMatching(/^- neptune\/loop\.csv: it cannot be read: ELOOP/)])
})

test('a line of a dataset that is too long for one text is named, in a file of 600 MB that takes no space', async () => {
  const { directory, index, graph } = await sound()
  for (const path of [join(index, 'a.ndjson'), join(graph, 'v.csv')]) {
    const file = await open(path, 'a')
    await file.truncate(600_000_000)
    await file.close()
  }
  expect(problemsIn(directory)).toEqual([
    '- neptune/v.csv:3: the line is longer than 100 MiB; nothing after it was read',
    '- opensearch/towns/a.ndjson:2: the line is longer than 100 MiB; nothing after it was read',
  ])
})

test('a quote of a CSV file that is never closed ends with the longest record, not with the file', async () => {
  const { directory, graph } = await sound()
  await writeFile(join(graph, 'v.csv'), `~id,n\na,"${'x,\n'.repeat(5_700_000)}`)
  expect(problemsIn(directory)).toEqual([
    expect.stringMatching(/^- neptune\/v\.csv:\d+: Max Record Size: .*; nothing after it was read$/),
  ])
})

test('a document may be nested as deep as it likes, with an id as without', async () => {
  const { directory, index } = await sound()
  const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`
  await writeFile(join(index, 'a.ndjson'), `{"_id":"x","deep":${deep}}\n${'['.repeat(100_000)}${']'.repeat(100_000)}\n`)
  expect(problemsIn(directory)).toEqual([
    '- opensearch/towns/a.ndjson:2: a line must hold one JSON object, the document',
  ])
})

test('bytes of a dataset that are no UTF-8 are reported with their line, in whatever block they stand', async () => {
  const { directory, index } = await sound()
  const lines = `{"name":"${'Zürich '.repeat(20)}"}\n`.repeat(20_000)
  await writeFile(join(index, 'a.ndjson'), Buffer.concat([Buffer.from(lines), Buffer.of(0x22, 0xfc, 0x22, 0x0a)]))
  expect(problemsIn(directory)).toEqual(['- opensearch/towns/a.ndjson:20001: it is not encoded in UTF-8'])
})

test('the error for a dataset lists the first bad lines, however many there are and however long their quotations', async () => {
  const { directory, graph } = await sound()
  await writeFile(join(graph, 'v.csv'), `~id,n:Int\n${`a,${'x'.repeat(20_000)}\n`.repeat(30)}`)
  const problems = problemsIn(directory)
  expect(problems).toHaveLength(21)
  // Each but the first has an id that is there already, too.
  expect(problems[20]).toBe('… and 39 more.')
  expect(Math.max(...problems.map(({ length }) => length))).toBeLessThan(1_100)
})

test('the reading of a dataset stops at once when it is aborted, at any point', async () => {
  const { directory, index } = await sound()
  await writeFile(join(index, 'a.ndjson'), '{"name":"a"}\n'.repeat(500_000))
  const stop = new AbortController()
  const reading = readDataset(directory, { signal: stop.signal })
  stop.abort(new Error('The run was interrupted.'))
  await expect(reading).rejects.toThrow('The run was interrupted.')
  await expect(readDataset(directory, { signal: stop.signal })).rejects.toThrow('The run was interrupted.')
})

test('the main thread goes on while another thread reads a dataset', async () => {
  const { directory, index } = await sound()
  await writeFile(join(index, 'a.ndjson'), '{"name":"a"}\n'.repeat(100_000))
  let turns = 0
  const counting = setInterval(() => {
    turns += 1
  }, 5)
  onTestFinished(() => clearInterval(counting))
  expect((await readDataset(directory)).indices[0]?.documentCount).toBe(100_000)
  expect(turns).toBeGreaterThan(3)
})
