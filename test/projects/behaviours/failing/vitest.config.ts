import { defineConfig } from 'vitest/config'
import { awsFixtures } from 'vitest-aws-fixtures'
import { shared } from './options.ts'

export default defineConfig({ plugins: [awsFixtures({ neptune: true, region: shared.region, aws: shared.aws })] })
