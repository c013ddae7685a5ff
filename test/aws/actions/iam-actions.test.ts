import { describe, expect, test } from 'vitest'
import { iamActionsTable } from '../../../scripts/docs/permissions.ts'
import { readSources } from '../../../scripts/rooms.ts'
import { actionsOf, allActions, isOptionalAction } from '../../../src/aws/actions/actions.ts'
import { httpAction, iamActions } from '../../../src/aws/actions/iam-actions.ts'
import { iamPolicy } from '../../../src/config/iam-policy.ts'
import { clusterRequests, domainRequests } from '../../../src/preflight/service/assert-actions.ts'

const TABLE = 'aws/actions/iam-actions.ts'

/** IAM actions in a source, without the examples of its doc comments: `es:ESHttpGet`, `es:*`. */
const actionsIn = (source: string) =>
  source
    .replace(/\/\*\*.*?\*\//gs, '')
    .match(/\b(?:ec2|es|iam|kms|logs|neptune-db|rds|sts):(?:[A-Z]\w+|\*|connect)/g) ?? []

describe('the table of IAM actions', () => {
  test('is the only file of src that contains names of IAM actions', () => {
    const files = readSources()
    expect(actionsIn(files[TABLE]!)).toEqual(expect.arrayContaining([...allActions]))
    const others = Object.entries(files).filter(([file]) => file !== TABLE)
    expect(others.flatMap(([file, text]) => actionsIn(text).map((action) => `${file}: ${action}`))).toEqual([])
  })

  test('lists its actions in the order of a policy, each with its purpose', () => {
    expect(allActions).toEqual([...allActions].sort())
    for (const action of allActions) expect(iamActions[action].purpose).toMatch(/^\S.*[^.\s]$/)
  })

  test('is the source of the printed policies, which together have each action but GetCallerIdentity', () => {
    const aws = { allowedAccounts: ['111122223333'], name: 'orders' }
    const withVpc = { simulatePolicy: true, insideVpc: true, opensearch: { vpc: { subnetIds: ['subnet-1'] } } }
    const options = [
      { reuse: false, aws: { ...aws, neptune: { publiclyAccessible: true } } },
      { reuse: true, aws: { ...aws, ...withVpc, neptune: { afterRun: 'stop' } } },
    ] as const
    const statements = options.flatMap(
      (each) => iamPolicy({ region: 'eu-west-1', opensearch: true, neptune: true, ...each }, '/', {}).Statement,
    )
    const printed = new Set(statements.flatMap(({ Action }) => Action))
    expect([...printed, ...actionsOf('AssumeRole'), 'sts:GetCallerIdentity'].sort()).toEqual(allActions)
  })

  test('is the source of the requests of the preflight', () => {
    expect(domainRequests().map(({ action }) => action)).toEqual(actionsOf('OpenSearchRequests'))
    expect(clusterRequests().map(({ action }) => action)).toEqual(actionsOf('NeptuneQueries'))
  })

  test('is the source of the table in the manual, which has a row for each action', () => {
    const rows = iamActionsTable().split('\n').slice(2)
    expect(rows.map((row) => /^\| `([^`]+)` \|/.exec(row)?.[1])).toEqual(allActions)
    expect(rows.find((row) => row.includes('StopDBCluster'))).toMatchInlineSnapshot(
      `"| \`rds:StopDBCluster\` | stops the cluster after the run, with \`afterRun: 'stop'\` | creates a cluster with \`reuse\` and \`afterRun: 'stop'\` | a call that changes nothing |"`,
    )
  })
})

test.for([
  ['es:ESHttpHead', false, true],
  ['es:ESHttpGet', false, false],
  ['neptune-db:WriteDataViaQuery', false, false],
  ['neptune-db:WriteDataViaQuery', true, true],
  ['neptune-db:ReadDataViaQuery', true, false],
] as const)(
  'the action %s is optional for a run that only reads the graph (%s): %s',
  ([action, isForReading, expected]) => {
    expect(isOptionalAction(action, isForReading)).toBe(expected)
  },
)

test.for(['get', 'GET'])('the IAM action of an HTTP request by %s is es:ESHttpGet', (method) => {
  expect(httpAction(method)).toBe('es:ESHttpGet')
})
