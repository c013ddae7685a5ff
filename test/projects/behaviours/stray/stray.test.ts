import { connectGremlin } from 'vitest-aws-fixtures/client'
import { test } from 'vitest-aws-fixtures/fixtures'

test('leaves an index and a vertex outside of every namespace', async ({ opensearch, awsConnections }) => {
  await opensearch.indices.create({ index: 'stray' })
  const { neptune: endpoint, credentials } = awsConnections
  const connection = connectGremlin({ endpoint: endpoint!, credentials })
  await connection.g.addV('stray').iterate()
  await connection.close()
})
