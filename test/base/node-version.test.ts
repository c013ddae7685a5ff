import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nodeProblem } from '../../src/base/node-version.ts'

test.for(['v22.19.0', 'v22.22.1', 'v24.5.0', 'v24.21.0', 'v25.0.0', 'v26.1.0'])(
  'the package runs on Node %s',
  (version) => {
    expect(nodeProblem(version)).toBeUndefined()
  },
)

test.for(['v18.20.0', 'v20.20.2', 'v22.18.9', 'v23.11.0', 'v24.4.1'])('the package refuses Node %s', (version) => {
  expect(nodeProblem(version)?.[0]).toContain(`this is Node ${version.slice(1)}.`)
})

test('the refusal of an old Node names that Node, those which the package needs, and where to get one', () => {
  expect(nodeProblem('v20.20.2')).toMatchInlineSnapshot(`
    [
      "vitest-aws-fixtures needs Node 22.19 and later, or 24.5 and later; this is Node 20.20.2.",
      "Install a newer one, for example from https://nodejs.org, or with your version manager.",
    ]
  `)
  // The same versions, as npm reads them.
  expect(JSON.parse(readFileSync('package.json', 'utf8')).engines.node).toBe('^22.19 || >=24.5')
})
