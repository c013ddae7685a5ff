import { dirname } from 'node:path'
import type { Command } from 'commander'
import { iamPolicy, requiredIamPolicy } from '../config/iam-policy.ts'
import { ConfigError } from '../errors/errors.ts'
import * as messages from './messages.ts'
import { findConfig, readOptions } from './read-options.ts'
import type { Surroundings } from './surroundings.ts'

const EXPLANATION = `
The options are those of awsFixtures() in the Vitest config, which Node loads as it is; nothing is started, and AWS is
not called. Where Node cannot load it, or there are several, give --config a file that has the options alone: JSON, or
a module whose default export they are. The account in the ARNs is the one in aws.allowedAccounts, or else *.
With aws.assumeRole it is the policy of that role; --caller prints that of whoever assumes it.

  npx vitest-aws-fixtures policy > policy.json
  aws iam put-role-policy --role-name ci --policy-name vitest-aws-fixtures --policy-document file://policy.json`

/** `policy`: the least IAM policy for runs on AWS with the options of the project in this folder. */
export function addPolicyCommand(program: Command, { print, tell }: Surroundings): void {
  program
    .command('policy')
    .description('print the least IAM policy for runs on AWS with the options of this project')
    .option('--config <file>', 'default: vitest.config or vite.config in this folder')
    .option('--caller', 'instead, the policy of whoever assumes the role of aws.assumeRole')
    .addHelpText('after', EXPLANATION)
    .action(async ({ config, caller }: { config?: string; caller?: boolean }) => {
      const file = findConfig(process.cwd(), config)
      const options = await readOptions(file)
      const ofCaller = requiredIamPolicy(options, dirname(file))
      if (caller && !ofCaller) throw new ConfigError(messages.noRole(file))
      const shown = caller ? ofCaller : iamPolicy(options, dirname(file))
      print(JSON.stringify(shown, undefined, 2))
      if (ofCaller && !caller) {
        tell(messages.policyOfRole(String(ofCaller.Statement[0]?.Resource[0])))
      }
    })
}
