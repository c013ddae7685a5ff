import { ownIndexName } from '../../../../src/gate/views/own-index-name.ts'
import type { Layer } from '../../../../src/gate/views/view.ts'
import type { AskEngine } from '../rest-tests/ask-engine.ts'

/** Indices with documents and aliases, as a dataset has them. */
const INDICES = {
  airports: { aliases: { places: { filter: { term: { n: 1 } } }, travel: {} }, ids: ['BOS', 'JFK', '1'] },
  airlines: { aliases: { travel: {} }, ids: ['BOS', '2'] },
} as const

async function send(ask: AskEngine, method: string, target: string, body: string): Promise<void> {
  const answer = await ask({ method, target, headers: { 'Content-Type': 'application/json' }, body })
  if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.text}`)
}

/** Loads the dataset under a prefix; `''`: as any user would. */
export async function loadDataset(ask: AskEngine, prefix: string): Promise<Layer> {
  for (const [name, { aliases, ids }] of Object.entries(INDICES)) {
    const named = Object.entries(aliases).map(([alias, definition]) => [ownIndexName(prefix, alias), definition])
    const index = ownIndexName(prefix, name)
    await send(ask, 'PUT', `/${index}`, JSON.stringify({ aliases: Object.fromEntries(named), mappings: MAPPINGS }))
    const lines = ids.flatMap((id, n) => [{ index: { _id: id } }, { n, tag: name }])
    const body = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    await send(ask, 'POST', `/${index}/_bulk?refresh=true`, body)
  }
  return {
    prefix,
    indices: Object.entries(INDICES).map(([name, { aliases }]) => ({
      ...{ name, aliases, physical: ownIndexName(prefix, name) },
    })),
  }
}

const MAPPINGS = {
  properties: { n: { type: 'long' }, tag: { type: 'text', fields: { keyword: { type: 'keyword' } } } },
}

/** Seals the indices of a layer: no request can write to them. */
export async function seal(ask: AskEngine, { indices }: Layer): Promise<void> {
  for (const { physical } of indices) {
    await send(ask, 'PUT', `/${physical}/_settings`, '{"index.blocks.write":true}')
  }
}
