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
      'AWS denies arn:aws:iam::111122223333:user/simulated 3 actions ',
      ...['Delete', 'Post', 'Put'].map((method) => `- es:ESHttp${method}\n`),
      ':domain/orders-live/*',
    ],
  },
  {
    service: 'neptune',
    body: usesGraph,
    told: [
      'AWS denies arn:aws:iam::111122223333:user/simulated 2 actions ',
      ...['Write', 'Delete'].map((does) => `- neptune-db:${does}DataViaQuery\n`),
      'arn:aws:neptune-db:eu-west-1:111122223333:cluster-*/*',
    ],
  },
] as const)('a role that may only read a given $service is told before anything is loaded', async (given) => {
  const account = await simulatedAccount({
    engines: engines(),
    allows: (_, action) => readOnly.includes(action),
  })
  const theirs = await account.addTheirs()
  const { service, body, told } = given
  const options = { [service]: true, region: 'eu-west-1', aws: { [service]: { endpoint: theirs[service].url } } }
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
  const options = { neptune: true, region: 'eu-west-1', aws: { neptune: { endpoint: neptune.url } } }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify(options), usesGraph),
    env: account.env,
    machine: account.machine,
  })
  expect(run.output).toContain('does not show its status to this identity (neptune-db:GetEngineStatus)')
  expect(run.output).toContain('1 passed')
  expect(run.exitCode).toBe(0)
  expect(await account.contents()).toEqual({ indices: [], vertices: 0 })
})

test('a given domain that lets nobody in is told before the cluster of the run is asked for', async () => {
  const account = await simulatedAccount({ engines: engines(), allows: (service) => service === 'neptune' })
  const { opensearch } = await account.addTheirs()
  const aws = { allowedAccounts: ['111122223333'], insideVpc: true }
  const options = {
    opensearch: true,
    neptune: true,
    region: 'eu-west-1',
    aws: { ...aws, opensearch: { endpoint: opensearch.url } },
  }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(JSON.stringify(options), `${usesIndex}\n${usesGraph}`),
    env: account.env,
    machine: account.machine,
  })
  expect(run.output).toMatch(new RegExp(`AWS denies .* 5 actions .* at ${opensearch.url}`))
  expect(run.exitCode).toBe(1)
  expect(account.aws.calls.filter(({ operation }) => operation.startsWith('Create'))).toEqual([])
})

test('a reused domain that lets nobody in any more is told before the cluster of the run is asked for', async () => {
  let isDenied = false
  const account = await simulatedAccount({
    engines: engines(),
    allows: (service) => service === 'neptune' || !isDenied,
  })
  const aws = { allowedAccounts: ['111122223333'], name: 'reused', insideVpc: true }
  const runFor = (services: object, body: string) =>
    runVitest({
      vitest: 5,
      files: projectWith(JSON.stringify({ ...services, reuse: true, region: 'eu-west-1', aws }), body),
      env: account.env,
      machine: account.machine,
    })
  expect((await runFor({ opensearch: true }, usesIndex)).exitCode).toBe(0)
  isDenied = true
  const run = await runFor({ opensearch: true, neptune: true }, `${usesIndex}\n${usesGraph}`)
  expect(run.output).toMatch(/AWS denies .* 5 actions .* at \S+search-vaf-reused-/)
  expect(run.exitCode).toBe(1)
  expect(account.aws.writes.map(({ operation }) => operation)).toEqual(['CreateDomain'])
})

test('what a policy lets in late is waited for, action by action', async () => {
  const denials = { 'es:ESHttpPut': 2, 'neptune-db:WriteDataViaQuery': 2 }
  const account = await simulatedAccount({
    engines: engines(),
    allows: (_, action) => {
      const left = denials[action as keyof typeof denials] ?? 0
      if (left > 0) denials[action as keyof typeof denials] = left - 1
      return left === 0
    },
  })
  const aws = { allowedAccounts: ['111122223333'], insideVpc: true }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(
      JSON.stringify({ opensearch: true, neptune: true, region: 'eu-west-1', aws }),
      `${usesIndex}\n${usesGraph}`,
    ),
    env: account.env,
    machine: account.machine,
  })
  expect(run.output).toContain('2 passed')
  expect(run.exitCode).toBe(0)
  expect(denials).toEqual({ 'es:ESHttpPut': 0, 'neptune-db:WriteDataViaQuery': 0 })
  expect(run.output).toMatch(/access to search-vaf-\S+\s.*denied/)
})
