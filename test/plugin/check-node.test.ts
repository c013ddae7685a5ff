import { expect, test } from 'vitest'
import { checkNode } from '../../src/plugin/resolve-in-vitest.ts'

test.for(['v22.19.0', 'v22.22.1', 'v24.5.0', 'v24.21.0', 'v25.0.0', 'v26.1.0'])(
  'the package runs on Node %s',
  (version) => {
    expect(checkNode(version)).toBeUndefined()
  },
)

test.for(['v18.20.0', 'v20.20.2', 'v22.18.9', 'v23.11.0', 'v24.4.1'])(
  'the package refuses Node %s, and names the versions that it runs on',
  (version) => {
    expect(() => checkNode(version)).toThrow(`this is Node ${version.slice(1)}.`)
  },
)
