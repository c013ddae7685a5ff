import { expect, test } from 'vitest'
import { projectWith, usesGraph, usesIndex } from '../../support/project-with.ts'
import { runVitest } from '../../support/run-vitest.ts'
import { simulatedAccount } from '../../support/simulated-account.ts'
import { simulatedEngines } from '../../support/simulated-engines.ts'

const engines = simulatedEngines()

const readOnly = ['es:ESHttpGet', 'es:ESHttpHead', 'neptune-db:GetEngineStatus', 'neptune-db:ReadDataViaQuery']

test.for([
  {
    service: 'opensearch',
    body: usesIndex,
    told: [
      ' does not let this identity do what a run does there: deleting an index was refused, for want of es:ESHttpDelete.',
      'Allow arn:aws:iam::111122223333:user/simulated es:ESHttpDelete, es:ESHttpGet, es:ESHttpHead, es:ESHttpPost and es:ESHttpPut in',
    ],
  },
  {
    service: 'neptune',
    body: usesGraph,
    told: [
      ' does not let this identity write into the graph and delete from it, for want of neptune-db:WriteDataViaQuery.',
      'Allow arn:aws:iam::111122223333:user/simulated in an IAM policy what a run needs: neptune-db:GetEngineStatus,',
    ],
  },
] as const)('a role that may only read a given $service is told before anything is loaded', async (given) => {
  const account = await simulatedAccount({
    engines: engines(),
    allows: (_, action) => readOnly.includes(action),
  })
  const theirs = await account.addTheirs()
  const { service, body, told } = given
  const options = { [service]: true, aws: { region: 'eu-west-1', [service]: { endpoint: theirs[service].url } } }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify(options), body),
    env: account.env,
    machine: account.machine,
  })
  for (const line of told) expect(run.output).toContain(line)
  expect(run.exitCode).toBe(1)
  expect(await account.contents()).toEqual({ indices: [], vertices: 0 })
})

test('a role that may not see the status of a given cluster, and may use its graph, is warned', async () => {
  const account = await simulatedAccount({
    engines: engines(),
    allows: (_, action) => action !== 'neptune-db:GetEngineStatus',
  })
  const { neptune } = await account.addTheirs()
  const options = { neptune: true, aws: { region: 'eu-west-1', neptune: { endpoint: neptune.url } } }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify(options), usesGraph),
    env: account.env,
    machine: account.machine,
  })
  expect(run.output).toContain('does not let this identity see its status (neptune-db:GetEngineStatus)')
  expect(run.output).toContain('1 passed')
  expect(run.exitCode).toBe(0)
  expect(await account.contents()).toEqual({ indices: [], vertices: 0 })
})

test('a given domain that lets nobody in is told before the cluster of the run is asked for', async () => {
  const account = await simulatedAccount({ engines: engines(), allows: (service) => service === 'neptune' })
  const { opensearch } = await account.addTheirs()
  const aws = { region: 'eu-west-1', allowedAccounts: ['111122223333'], insideVpc: true }
  const options = { opensearch: true, neptune: true, aws: { ...aws, opensearch: { endpoint: opensearch.url } } }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify(options), `${usesIndex}\n${usesGraph}`),
    env: account.env,
    machine: account.machine,
  })
  expect(run.output).toContain(`${opensearch.url} refused GET / with 403.`)
  expect(run.output).toContain('is not authorized to perform: es:ESHttpGet')
  expect(run.exitCode).toBe(1)
  expect(account.aws.calls.filter(({ operation }) => operation.startsWith('Create'))).toEqual([])
})

test('a reused domain that lets nobody in any more is told before the cluster of the run is asked for', async () => {
  let isDenied = false
  const account = await simulatedAccount({
    engines: engines(),
    allows: (service) => service === 'neptune' || !isDenied,
  })
  const aws = { region: 'eu-west-1', allowedAccounts: ['111122223333'], name: 'reused', insideVpc: true }
  const runFor = (services: object, body: string) =>
    runVitest({
      vitest: 5,
      files: projectWith(JSON.stringify({ ...services, reuse: true, aws }), body),
      env: account.env,
      machine: account.machine,
    })
  expect((await runFor({ opensearch: true }, usesIndex)).exitCode).toBe(0)
  isDenied = true
  const run = await runFor({ opensearch: true, neptune: true }, `${usesIndex}\n${usesGraph}`)
  expect(run.output).toMatch(/search-vaf-reused-\S+ refused GET \/ with 403\./)
  expect(run.output).toContain('is not authorized to perform: es:ESHttpGet')
  expect(run.exitCode).toBe(1)
  expect(account.aws.writes.map(({ operation }) => operation)).toEqual(['CreateDomain'])
})
