import { expect, test } from 'vitest'
import { checkNode } from '../../src/config/check-node.ts'

test.for(['v22.19.0', 'v22.22.1', 'v24.5.0', 'v24.21.0', 'v25.0.0', 'v26.1.0'])('Node %s will do', (version) => {
  expect(checkNode(version)).toBeUndefined()
})

test.for(['v18.20.0', 'v20.20.2', 'v22.18.9', 'v23.11.0', 'v24.4.1'])('Node %s is refused', (version) => {
  expect(() => checkNode(version)).toThrow(
    `vitest-aws-fixtures needs Node 22.19 and later, or 24.5 and later; this is Node ${version.slice(1)}.\nInstall a newer one`,
  )
})
