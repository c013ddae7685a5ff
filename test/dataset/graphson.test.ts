import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { DatasetGraph } from '../../src/dataset/dataset.ts'
import { writeGraph } from './write-graph.ts'

async function written(graph: DatasetGraph): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vaf-graph-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await writeGraph(graph, join(folder, 'graph.json'))
  return (await readFile(join(folder, 'graph.json'), 'utf8')).split('\n')
}

test('a graph is written with one vertex a line, with the edges that lead to it and the type of each value', async () => {
  const lines = await written({
    vertices: [
      { id: 'a', label: 'person', properties: { name: ['x', 'y'], seen: [new Date(5)], ok: [true] } },
      {
        id: 'b',
        label: 'constructor',
        properties: { big: [2n ** 63n - 1n], half: [{ type: 'Double', value: 0.5 }], n: [7] },
      },
    ],
    edges: [
      { id: 'e', label: 'toString', from: 'a', to: 'b', properties: { whole: { type: 'Double', value: 34 } } },
      { id: 'f', label: 'toString', from: 'b', to: 'b', properties: { none: { type: 'Double', value: Number.NaN } } },
    ],
  })
  expect(lines).toEqual([
    '{"id":"a","label":"person","properties":{"name":[{"value":"x"},{"value":"y"}],' +
      '"seen":[{"value":{"@type":"g:Date","@value":5}}],"ok":[{"value":true}]}}',
    '{"id":"b","label":"constructor","inE":{"toString":[' +
      '{"id":"e","outV":"a","properties":{"whole":{"@type":"g:Double","@value":34}}},' +
      '{"id":"f","outV":"b","properties":{"none":{"@type":"g:Double","@value":"NaN"}}}]},' +
      '"properties":{"big":[{"value":{"@type":"g:Int64","@value":9223372036854775807}}],' +
      '"half":[{"value":{"@type":"g:Double","@value":0.5}}],"n":[{"value":{"@type":"g:Int32","@value":7}}]}}',
    '',
  ])
})
