import { allActions } from '../../src/aws/actions/actions.ts'
import { type ActionFacts, iamActions, type StatementId } from '../../src/aws/actions/iam-actions.ts'
import { replaceBlock } from './block.ts'

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

/** A line for each action: its purpose, the run that needs it, and how a run finds out beforehand whether it is allowed. */
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

/** docs/aws/permissions.md with that table. */
export const permissionsPage = (now: string): string => replaceBlock(now, 'actions', iamActionsTable())
