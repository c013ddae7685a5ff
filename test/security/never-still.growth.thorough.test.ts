import { expect, test } from 'vitest'
import { readDatasetSync } from '../../src/dataset/read-dataset-sync.ts'
import { datasetFolder } from '../dataset/dataset-folder.ts'

const index = { 'opensearch/towns/index.json': '{}' }
const numbered = (count: number, make: (at: number) => string, between = '') =>
  Array.from({ length: count }, (_, at) => make(at)).join(between)
const document = (json: string) => ({ ...index, 'opensearch/towns/a.ndjson': `${json}\n` })

/** The files of a dataset that is large in one respect, by how large it is. */
const dimensions: Readonly<Record<string, readonly [size: number, files: (size: number) => Record<string, string>]>> = {
  'columns of a table': [
    4_000,
    (size) => {
      const columns = numbered(size, (at) => `,c${at}:Int`)
      const row = (id: string) => `${id}${numbered(size, (at) => `,${at}`)}\n`
      return { 'neptune/v.csv': `~id${columns}\n${row('a')}${row('b')}` }
    },
  ],
  'columns that are there twice': [
    4_000,
    (size) => ({ 'neptune/v.csv': `~id${numbered(2 * size, (at) => `,c${at % size}`)}\n` }),
  ],
  'rows of a table': [4_000, (size) => ({ 'neptune/v.csv': `~id,n:Int\n${numbered(size, (at) => `v${at},${at}\n`)}` })],
  edges: [
    3_000,
    (size) => ({
      'neptune/v.csv': `~id\n${numbered(size, (at) => `v${at}\n`)}`,
      'neptune/e.csv': `~id,~from,~to\n${numbered(size, (at) => `e${at},v${at},v0\n`)}`,
    }),
  ],
  'values of a cell': [10_000, (size) => ({ 'neptune/v.csv': `~id,n:Int[]\na,"${numbered(size, String, ';')}"\n` })],
  'line feeds in a cell': [50_000, (size) => ({ 'neptune/v.csv': `~id,n\na,"${'x\n'.repeat(size)}"\n` })],
  'documents with ids': [
    5_000,
    (size) => ({ ...index, 'opensearch/towns/a.ndjson': numbered(size, (at) => `{"_id":"d${at}","n":${at}}\n`) }),
  ],
  'fields of a document': [10_000, (size) => document(`{"_id":"a",${numbered(size, (at) => `"f${at}":1`, ',')}}`)],
  'depth of a document': [50_000, (size) => document(`{"_id":"a","f":${'['.repeat(size)}${']'.repeat(size)}}`)],
  'length of a line': [4_000_000, (size) => document(`{"_id":"a","f":"${'x'.repeat(size)}"}`)],
  'backslashes of a text': [500_000, (size) => document(`{"_id":"a","f":"${'\\\\'.repeat(size)}"}`)],
  'ids that are there already': [
    10_000,
    (size) => ({ ...index, 'opensearch/towns/a.ndjson': '{"_id":"a"}\n'.repeat(size) }),
  ],
  'rows that are wrong': [3_000, (size) => ({ 'neptune/v.csv': `~id,n:Int\n${'a,x\n'.repeat(size)}` })],
  files: [
    60,
    (size) => Object.fromEntries(Array.from({ length: size }, (_, at) => [`neptune/${at}.csv`, `~id\n${at}\n`])),
  ],
}

/** The least processor time of several readings, in milliseconds: what others do on the machine only adds to it. */
async function cost(files: Record<string, string>): Promise<number> {
  const directory = await datasetFolder(files)
  let least = Number.POSITIVE_INFINITY
  for (let round = 0; round < 5; round += 1) {
    const before = process.threadCpuUsage()
    try {
      readDatasetSync(directory)
    } catch (error) {
      expect(error).toMatchObject({ code: 'AWS_FIXTURE_DATASET' })
    }
    const { user, system } = process.threadCpuUsage(before)
    least = Math.min(least, (user + system) / 1_000)
  }
  return least
}

test.for(Object.entries(dimensions))(
  'a dataset of twice the size takes about twice as long to read: %s',
  { timeout: 60_000 },
  async ([, [size, files]]) => {
    const single = await cost(files(size))
    const double = await cost(files(2 * size))
    // What is quadratic takes four times as long. The constant is for what does not depend on the size, such as what other tests have left to collect.
    expect(double).toBeLessThan(3 * single + 30)
  },
)
