import { describe, expect, test } from 'vitest'
import type { DescribedApi } from '../../../../scripts/rest-api-spec.ts'
import { differences } from './compare-runs.ts'
import { indentFlow } from './indent-flow.ts'
import { parseRestTests, type RestStep } from './read-rest-tests.ts'
import { restAnswer } from './rest-answer.ts'
import type { RestRequest } from './rest-request.ts'
import { type Outcome, runRestTest } from './run-rest-test.ts'

const apis = new Map<string, DescribedApi>([
  [
    'search',
    {
      url: {
        paths: [
          { path: '/_search', methods: ['GET', 'POST'] },
          { path: '/{index}/_search', methods: ['GET', 'POST'] },
        ],
      },
      params: { size: {} },
      body: {},
    },
  ],
  ['indices.exists', { url: { paths: [{ path: '/{index}', methods: ['HEAD'] }] } }],
  ['bulk', { url: { paths: [{ path: '/_bulk', methods: ['POST'] }] }, body: { required: true } }],
])

/** Runs steps against answers, one after the other. */
async function run(
  steps: string,
  answers: readonly (readonly [status: number, body: unknown, warning?: string])[] = [[200, {}]],
) {
  const sent: RestRequest[] = []
  const [one] = parseRestTests('a', `title:\n${steps}`, '2.19.1')
  const left = [...answers]
  const send = async (request: RestRequest) => {
    sent.push(request)
    const [status, body, warning] = left.shift() ?? [500, 'no more answers']
    return restAnswer(
      status,
      'application/json',
      warning ? [`299 OpenSearch-2.19.1-abc "${warning}"`] : [],
      Buffer.from(JSON.stringify(body)),
    )
  }
  const outcome = await runRestTest(one!, { send, reset: async () => {} }, apis)
  return { sent, failure: outcome.failure }
}

const answered = '- do: { search: { index: a } }\n'

describe('a statement of a test holds, or fails it', () => {
  test.for<[body: unknown, holds: string, not: string]>([
    [{ a: { b: [1, 2] } }, 'match: { a.b.1: 2 }', 'match: { a.b.1: 3 }'],
    [{ a: { b: [1, 2] } }, 'match: { a: { b: [1, 2] } }', 'match: { a: { b: [1] } }'],
    [{ 'a.b': 1 }, 'match: { a\\.b: 1.0 }', 'match: { a.b: 1 }'],
    [{ a: 0.30001 }, 'match: { a: 0.3, epsilon: 0.001 }', 'match: { a: 0.3 }'],
    [{ a: 'x 12' }, 'match: { a: "/^x \\\\s \\\\d+ # a number\\n$/" }', 'match: { a: /^y/ }'],
    [{ a: 'x\n' }, 'match: { a: "/^ [a-z]++ $/" }', 'match: { a: /^x\n.$/ }'],
    [{ a: null }, 'match: { a: null }', 'match: { a: 0 }'],
    [{ a: 'x' }, 'is_true: a', 'is_false: a'],
    [{ a: 0 }, 'is_false: a', 'is_true: a'],
    [{ a: [] }, 'is_true: a', 'is_false: a'],
    [{ a: [1, 2] }, 'length: { a: 2 }', 'length: { a: 1 }'],
    [{ a: 2 }, 'gt: { a: 1 }', 'lt: { a: 1 }'],
    [{ a: 2 }, 'gte: { a: 2 }', 'gt: { a: 2 }'],
    [{ a: [{ b: 1, c: 2 }] }, 'contains: { a: { b: 1 } }', 'contains: { a: { b: 2 } }'],
  ])('%j: %s, not %s', async ([body, holds, not]) => {
    expect(await run(`${answered}- ${holds}`, [[200, body]])).toMatchObject({ failure: undefined })
    expect((await run(`${answered}- ${not}`, [[200, body]])).failure).toBeDefined()
  })
})

test('a request is made of the call of an API', async () => {
  const { sent } = await run(
    `- do: { search: { index: [a, 'b c'], size: 1, body: { n: 1.0, big: 9223372036854775807 } } }
- do: { bulk: { body: [{ index: {} }, '{"a": 1}'] } }
- do: { indices.exists: { index: a } }`,
    [
      [200, {}],
      [200, {}],
      [404, ''],
    ],
  )
  expect(sent).toEqual([
    {
      method: 'POST',
      target: '/a,b%20c/_search?size=1',
      headers: { 'Content-Type': 'application/json' },
      body: '{"n":1.0,"big":9223372036854775807}',
    },
    {
      method: 'POST',
      target: '/_bulk',
      headers: { 'Content-Type': 'application/json' },
      body: '{"index":{}}\n{"a": 1}\n',
    },
    { method: 'HEAD', target: '/a', headers: {} },
  ])
})

test('what is set aside stands in later requests and statements', async () => {
  const { sent, failure } = await run(
    `${answered}- set: { hits.0._id: id }\n- do: { search: { index: "$id", body: { a: "x-\${id}" } } }\n- match: { id: $id }`,
    [
      [200, { hits: [{ _id: 'i1' }] }],
      [200, { id: 'i1' }],
    ],
  )
  expect(failure).toBeUndefined()
  expect(sent[1]).toMatchObject({ target: '/i1/_search', body: '{"a":"x-i1"}' })
})

describe('a step of a test', () => {
  test.for<[caught: string, status: number, body: unknown, holds: boolean]>([
    ['missing', 404, {}, true],
    ['missing', 400, {}, false],
    ['missing', 200, {}, false],
    ['request', 500, {}, true],
    ['request', 404, {}, false],
    ['/no such/', 404, { reason: 'no such index' }, true],
    ['/no such/', 404, {}, false],
  ])('that expects %s, and is answered %i %j, holds or fails the test', async ([caught, status, body, holds]) => {
    const { failure } = await run(`- do: { catch: ${caught}, search: { index: a } }`, [[status, body]])
    expect(failure === undefined).toBe(holds)
  })

  test('fails the test by an error that it does not expect, but for a status that it ignores', async () => {
    expect((await run(answered, [[400, {}]])).failure).toContain('400')
    expect(await run('- do: { search: { index: a, ignore: 400 } }', [[400, {}]])).toMatchObject({ failure: undefined })
  })

  test('fails the test by a call that no client sends, but where it expects that', async () => {
    expect(await run('- do: { catch: param, bulk: {} }')).toEqual({ sent: [], failure: undefined })
    expect((await run('- do: { bulk: {} }')).failure).toContain('bulk')
  })

  test('fails the test by a warning that it does not expect, and by none where it expects one', async () => {
    expect((await run(answered, [[200, {}, 'old']])).failure).toContain('old')
    expect((await run('- do: { warnings: [old], search: {} }', [[200, {}, 'old']])).failure).toBeUndefined()
    expect((await run('- do: { warnings: [old], search: {} }')).failure).toContain('old')
    expect((await run('- do: { allowed_warnings: [old], search: {} }')).failure).toBeUndefined()
  })
})

test.for<[skip: string, skipped: boolean]>([
  ['version: " - 2.19.99"', true],
  ['version: " - 2.18.99 , 3.0.0 - "', false],
  ['version: " - 7.10.99"', false],
  ['version: "7.4.0 - "', true],
  ['version: all', true],
  ['features: [headers, warnings]', false],
  ['features: "headers, telepathy"', true],
])('a test is skipped by %s: %s', ([skip, skipped]) => {
  expect(parseRestTests('a', `title:\n- skip: { ${skip} }`, '2.19.1')).toMatchObject([{ skipped }])
})

test('set-up and teardown of a file are part of each of its tests', () => {
  const text =
    'setup:\n- do: { a: {} }\n---\nteardown:\n- do: { z: {} }\n---\none:\n- do: { b: {} }\n---\ntwo:\n- do: { c: {} }'
  const names = (steps: readonly RestStep[]) => steps.map(({ do: calls }) => Object.keys(calls as object)[0])
  expect(
    parseRestTests('f', text, '2.19.1').map(({ title, steps, teardown }) => [title, names(steps), names(teardown)]),
  ).toEqual([
    ['one', ['a', 'b'], ['z']],
    ['two', ['a', 'c'], ['z']],
  ])
})

test('brackets and quotes may go on further left', () => {
  const yaml = '- a: {\n"b": [1,\n2]\n}\n- c: |\n    {\n    x\n- d: "e [f\n g"\n- h: i[j\n- k: l # {\n'
  expect(
    indentFlow(yaml)
      .split('\n')
      .filter((line) => line.startsWith('     '))
      .map((line) => line.trim()),
  ).toEqual(['"b": [1,', '2]', '}', 'g"'])
})

describe('two runs of a test differ', () => {
  const outcome = (
    body: unknown,
    { api = 'search', status = 200, failure }: { api?: string; status?: number; failure?: string } = {},
  ): Outcome => ({
    exchanged: [
      {
        api,
        request: { method: 'GET', target: '/', headers: {} },
        answer: restAnswer(status, 'application/json', [], Buffer.from(JSON.stringify(body))),
      },
    ],
    ...(failure !== undefined && { failure }),
  })

  test.for<[what: string, one: Outcome, other: Outcome, differ: string[]]>([
    ['not at all', outcome({ a: 1 }), outcome({ a: 1 }), []],
    [
      'in what is made anew',
      outcome({ took: 1, _id: 'V1StGXR8_Z5jdHi6B-my', u: 'x [aB3aB3aB3aB3aB3aB3aB3a]' }),
      outcome({ took: 2, _id: 'W1StGXR8_Z5jdHi6B-my', u: 'x [bB3aB3aB3aB3aB3aB3aB3a]' }),
      [],
    ],
    [
      'in a number that is measured',
      outcome({ size: 12 }, { api: 'nodes.stats' }),
      outcome({ size: 13 }, { api: 'nodes.stats' }),
      [],
    ],
    ['in a value', outcome({ a: { b: 1 } }), outcome({ a: { b: 2 } }), ['1 search: .a.b 1 → 2']],
    ['in what is there', outcome({ a: 1 }), outcome({}), ['1 search: .a 1 → nothing']],
    ['in the order', outcome([1, 2]), outcome([2, 1]), ['1 search:  has another order']],
    ['in the status', outcome({}), outcome({}, { status: 404 }), ['1 search: status 200 → 404']],
  ])('%s', ([, one, other, differ]) => {
    expect(differences(one, other)).toEqual(differ)
  })

  test('in whether the test passes', () => {
    expect(differences(outcome({}), outcome({}, { failure: 'why' }))).toEqual([expect.stringContaining('why')])
    expect(differences(outcome({}, { failure: 'a' }), outcome({}, { failure: 'b' }))).toEqual([])
  })
})
