import { dirname } from 'node:path'
import type { Command } from 'commander'
import { policy } from '../config/policy.ts'
import { findConfig, readOptions } from './read-options.ts'
import type { Surroundings } from './surroundings.ts'

const EXPLANATION = `
The options are those of awsFixtures() in the Vitest config, which Node loads as it is; nothing is started, and AWS is
not called. Where Node cannot load it, or there are several, give --config a file that has the options alone: JSON, or
a module whose default export they are. The account in the ARNs is the one in aws.allowedAccounts, or else *.

  npx vitest-aws-fixtures policy > policy.json
  aws iam put-role-policy --role-name ci --policy-name vitest-aws-fixtures --policy-document file://policy.json`

/** `policy`: the least IAM policy for runs on AWS with the options of the project in this folder. */
export function addPolicyCommand(program: Command, { print }: Surroundings): void {
  program
    .command('policy')
    .description('print the least IAM policy for runs on AWS with the options of this project')
    .option('--config <file>', 'default: vitest.config or vite.config in this folder')
    .addHelpText('after', EXPLANATION)
    .action(async ({ config }: { config?: string }) => {
      const file = findConfig(process.cwd(), config)
      print(JSON.stringify(policy(await readOptions(file), dirname(file)), undefined, 2))
    })
}
