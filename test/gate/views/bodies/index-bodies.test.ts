import fc from 'fast-check'
import { expect, test } from 'vitest'
import { OWN } from '../layers.ts'
import { translated } from './translated.ts'

const name = fc.oneof(
  fc.stringMatching(/^[a-z._-][a-z0-9._-]{0,8}$/),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }),
)
const setting = fc.constantFrom('default_pipeline', 'index.final_pipeline', 'number_of_shards', 'index')
const settings = fc.letrec((tie) => ({
  node: fc.dictionary(setting, fc.oneof({ maxDepth: 3 }, name, fc.constant(null), tie('node'))),
})).node
const alias = fc.record({ filter: fc.record({ term: fc.dictionary(name, name) }), routing: name }, { requiredKeys: [] })
const aliases = fc.dictionary(
  name.filter((text) => !text.includes('{index}')),
  alias,
)
const content = { settings, aliases, mappings: fc.object({ maxDepth: 2 }) }
const oneOrMore = fc.oneof(name, fc.array(name, { maxLength: 3 }))
const optional = { requiredKeys: [] }

const bodies = {
  'indices.create': fc.record(content, optional),
  'indices.put_index_template': fc.record(
    {
      ...{ index_patterns: oneOrMore, composed_of: oneOrMore, data_stream: fc.constant({}), _meta: fc.object() },
      template: fc.record(content, optional),
    },
    optional,
  ),
  'indices.put_template': fc.record(
    { index_patterns: oneOrMore, template: name, order: fc.nat(), ...content },
    optional,
  ),
  'indices.put_settings': settings,
}

test.each(Object.entries(bodies))(
  'the body of %s without the prefix is the one that was sent, byte for byte',
  (api, body) => {
    fc.assert(
      fc.property(body, (sent) => {
        const text = JSON.stringify(sent)
        expect(translated(api, text).text.replaceAll(OWN, '')).toBe(text)
      }),
    )
  },
)
