import { defineConfig } from 'vitest/config'
import { awsFixtures } from 'vitest-aws-fixtures'
import { shared } from './options.ts'

export default defineConfig({
  plugins: [awsFixtures({ ...shared, isolation: 'partition' })],
  test: { maxWorkers: 2, setupFiles: ['leave-out.ts'] },
})
