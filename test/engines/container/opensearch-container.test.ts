import { expect, test } from 'vitest'
import { openSearchContainer } from '../../../src/engines/container/opensearch-container.ts'
import { nodeSettings } from '../../../src/engines/opensearch/configuration.ts'

const image = { name: 'opensearchproject/opensearch:2.19.1', isOwn: false, security: false }

test('data in memory is in a folder that the image does not have, with mount options that Podman accepts too', () => {
  const { inMemory, variables } = openSearchContainer(image, { dataInMemory: true, heapMb: 512 })
  // Podman refuses `uid` and `gid`, and a mount over a folder of the image has the mode of that folder.
  expect(inMemory).toEqual({ '/usr/share/opensearch/in-memory': 'rw,mode=1777' })
  expect(variables['path.data']).toBe('/usr/share/opensearch/in-memory')
})

test('a container has the settings of target local, and the heap of the option', () => {
  const { variables } = openSearchContainer(image, { dataInMemory: true, heapMb: 768 })
  expect(variables).toMatchObject(nodeSettings)
  expect(variables['indices.breaker.total.use_real_memory']).toBe('false')
  expect(variables.OPENSEARCH_JAVA_OPTS).toBe('-Xms768m -Xmx768m')
})

test('data that is not in memory is where the image has it', () => {
  const parts = openSearchContainer(image, { dataInMemory: false, heapMb: 512 })
  expect(parts).not.toHaveProperty('inMemory')
  expect(parts.variables).not.toHaveProperty('path.data')
})

test("the guard replaces the module's own class in its descriptor, which does not change otherwise", () => {
  const {
    edits = {},
    copies = {},
    authorization = '',
    variables,
  } = openSearchContainer(image, { dataInMemory: true, heapMb: 512 })
  const [[path = '', edit] = []] = Object.entries(edits)
  expect(path).toBe('/usr/share/opensearch/modules/transport-netty4/plugin-descriptor.properties')
  const descriptor = (classname: string) =>
    `# classname=foo.bar.BazPlugin\nversion=3.5.0\nclassname=${classname}\nopensearch.version=3.5.0\n`
  expect(edit?.(descriptor('org.opensearch.transport.Netty4ModulePlugin'))).toBe(descriptor('GuardedModule'))
  expect(Object.keys(copies)).toEqual(['/usr/share/opensearch/modules/transport-netty4/vitest-aws-fixtures.jar'])
  expect(authorization).toMatch(/^Bearer [\w-]{43}$/)
  expect(variables.VITEST_AWS_FIXTURES_ENGINE_SECRET).toBe(authorization)
})

test('with the security plugin there is no guard of ours', () => {
  const parts = openSearchContainer({ ...image, security: true }, { dataInMemory: true, heapMb: 512 })
  expect(parts).not.toHaveProperty('edits')
  expect(parts).not.toHaveProperty('copies')
  expect(parts.authorization).toMatch(/^Basic /)
  expect(parts.variables).not.toHaveProperty('VITEST_AWS_FIXTURES_ENGINE_SECRET')
})
