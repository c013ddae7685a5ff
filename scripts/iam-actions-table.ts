/**
 * The table of IAM actions in Markdown, for docs/aws/permissions.md: each action with its purpose, the run that needs it, and
 * how a run finds out beforehand whether it is allowed. `node scripts/iam-actions-table.ts` writes it into that page, and
 * test/manual-examples.test.ts proves that it is current.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'
import { allActions } from '../src/aws/actions/actions.ts'
import { type ActionFacts, iamActions, type StatementId } from '../src/aws/actions/iam-actions.ts'

const asked = { call: 'a call that changes nothing', request: 'a signed request that changes nothing' }

/** When a run has a statement: the words of the manual. */
const condition: Readonly<Record<StatementId, string>> = {
  OpenSearchDomain: 'creates a domain',
  OpenSearchLook: '`aws.opensearch.domainName`',
  OpenSearchProof: 'creates a domain without `reuse`',
  OpenSearchList: 'creates a domain without `reuse`',
  OpenSearchNetwork: 'creates a domain in a VPC',
  OpenSearchRequests: '`opensearch`',
  NeptuneCluster: 'creates a cluster',
  NeptuneCreate: 'creates a cluster',
  NeptuneLook: 'creates a cluster, or `aws.neptune.clusterIdentifier`',
  NeptuneProof: 'creates a cluster without `reuse`',
  NeptuneQueries: '`neptune`',
  NeptuneSubnets: 'creates a public cluster',
  NeptuneNetwork: 'creates a public cluster',
  PolicySimulation: '`aws.simulatePolicy`',
  PolicyPrincipal: '`aws.simulatePolicy` without `aws.assumeRole`',
  AssumeRole: '`aws.assumeRole`, for the caller',
}

const besides = { always: '', reuse: ' with `reuse`', stop: " with `reuse` and `afterRun: 'stop'`" }

/** One line of Markdown for each action. */
export function iamActionsTable(): string {
  const rows = allActions.map((action) => {
    const { statements, purpose, askedBy }: ActionFacts = iamActions[action]
    const when = Object.entries(statements).map(
      ([id, how]: [string, keyof typeof besides]) => `${condition[id as StatementId]}${besides[how]}`,
    )
    const runs = when.length > 0 ? [...new Set(when)].join('; ') : 'every run; AWS allows it to everybody'
    return `| \`${action}\` | ${purpose} | ${runs} | ${askedBy ? asked[askedBy] : '–'} |`
  })
  const head = ['| action | purpose | runs that need it | asked beforehand by |', '|---|---|---|---|']
  return [...head, ...rows].join('\n')
}

const page = fileURLToPath(new URL('../docs/aws/permissions.md', import.meta.url))

/** docs/aws/permissions.md as it is, and as it is to be. */
export function permissionsPage(): { readonly now: string; readonly wanted: string } {
  const now = readFileSync(page, 'utf8')
  const wanted = now.replace(
    /(<!-- actions: [^>]* -->\n)[\s\S]*?(\n<!-- \/actions -->)/,
    (_, begin: string, end: string) => `${begin}${iamActionsTable()}${end}`,
  )
  return { now, wanted }
}

if (argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, permissionsPage().wanted)
