import { expect, test } from 'vitest'
import { openSearchContainer } from '../../src/container/opensearch-container.ts'

const image = { name: 'opensearchproject/opensearch:2.19.1', isOwn: false, heapMb: 512, security: false }

test('data in memory is where the image has no folder, with options that Podman takes as well as Docker', () => {
  const { inMemory, variables } = openSearchContainer(image, { dataInMemory: true })
  // Podman refuses `uid` and `gid`, and a mount over a folder of the image has that one's mode, which is its owner's.
  expect(inMemory).toEqual({ '/usr/share/opensearch/in-memory': 'rw,mode=1777' })
  expect(variables['path.data']).toBe('/usr/share/opensearch/in-memory')
})

test('data that is not to be in memory is where the image has it', () => {
  const parts = openSearchContainer(image, { dataInMemory: false })
  expect(parts).not.toHaveProperty('inMemory')
  expect(parts.variables).not.toHaveProperty('path.data')
})
