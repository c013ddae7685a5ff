import { expect, test } from 'vitest'
import { runCli } from '../../cli/run-cli.ts'
import { baitContainer, ourContainers, untilNoneIsOurs } from '../../support/docker-containers.ts'
import { type ContainerExposure, containerExposure } from '../../support/exposure/container-exposure.ts'
import { type Exposure, exposureOf, shellSecrets } from '../../support/exposure/exposure.ts'
import { securityTable } from '../../support/exposure/security-tables.ts'
import { projectWith, usesBoth } from '../../support/project-with.ts'
import { processOf } from '../../support/run-processes.ts'
import { runVitest } from '../../support/run-vitest.ts'

const nothing = { processes: [], ports: [], files: [] }
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/
const both = '{ target: "containers", opensearch: true, neptune: true'

/** Its end is waited for until what is done meanwhile has been. */
const saysNow = `
  import { existsSync } from 'node:fs'
  test('says so', async () => {
    console.log('now')
    for (let looks = 0; looks < 300 && !existsSync('go'); looks += 1) await new Promise((go) => setTimeout(go, 100))
  }, 40_000)`

const waits = `
  test('waits', async ({ opensearch, index, g }) => {
    await g.addV('a').next()
    await opensearch.index({ index, id: '1', body: {} })
    console.log('now')
    await new Promise((resolve) => setTimeout(resolve, 60_000))
  }, 90_000)`

test('a run uses containers, leaves none, and touches no other', async () => {
  const baits = await Promise.all([
    baitContainer({ 'org.testcontainers': 'true' }),
    baitContainer({ 'vitest-aws-fixtures.run': 'vaf-00000' }),
    baitContainer({ 'vitest-aws-fixtures.daemon': '1', 'vitest-aws-fixtures.owner': 'somebody' }),
  ])
  let during: Awaited<ReturnType<typeof ourContainers>> = []
  let containers: ContainerExposure = { ports: [], settings: [] }
  let machine: Exposure = { ports: [], paths: [], env: [] }
  const run = await runVitest({
    vitest: 5,
    files: projectWith(`${both} }`, `${usesBoth}\n${saysNow}`),
    env: shellSecrets,
    reactions: [
      {
        on: 'now',
        act: async ({ processes, write }) => {
          during = (await ourContainers()).filter(({ Labels }) => Labels['vitest-aws-fixtures.expires'])
          containers = await containerExposure(during, shellSecrets)
          machine = await exposureOf(processes(/./).flatMap((pid) => processOf(pid) ?? []))
          await write({ go: '' })
        },
      },
    ],
  })
  expect(run.output).toMatch(/OpenSearch 2\.19\.1 ready in .+, client validated/)
  expect(run.output).toMatch(/Gremlin Server 3\.7\.5 ready in .+, client validated/)
  expect(run.output).toMatch(proved)
  expect(run.exitCode, run.output).toBe(0)
  expect(await run.leftBehind()).toEqual(nothing)

  expect(during.map(({ Image }) => Image).sort()).toEqual([
    'opensearchproject/opensearch:2.19.1',
    'tinkerpop/gremlin-server:3.7.5',
  ])
  for (const { Labels, Ports } of during) {
    expect(Labels['vitest-aws-fixtures.run']).toMatch(/^vaf-[a-z0-9]{5}$/)
    expect(Date.parse(Labels['vitest-aws-fixtures.expires'] ?? '')).toBeGreaterThan(Date.now())
    expect(Ports.filter(({ PublicPort }) => PublicPort).map(({ IP }) => IP)).toEqual(['127.0.0.1'])
  }
  expect.soft(containers.ports, 'ports of containers').toEqual(securityTable('Ports of containers', 4))
  expect.soft(containers.settings, 'containers').toEqual(securityTable('Containers', 3))
  // Engines and their data are in the containers.
  const local = (heading: string, columns: number) =>
    securityTable(heading, columns).filter((row) => !/^(opensearch|gremlin) |\/dev\/shm\/|\/data-folder$/.test(row))
  expect.soft(machine.ports, 'ports of the run').toEqual(local('Ports', 3))
  expect.soft(machine.paths, 'files of the run').toEqual(local('Files, folders and sockets', 2))
  expect.soft(machine.env, 'variables').toEqual(local('Environment variables', 3))

  // The bait that carries our label, and not whose it is.
  expect(await ourContainers()).toHaveLength(1)
  expect(await Promise.all(baits.map((isRunning) => isRunning()))).toEqual([true, true, true])
})

test('the containers of a run stay for the next one, until they are told to end', async () => {
  const files = projectWith(`${both}, reuse: true }`, usesBoth)
  const first = await runVitest({ vitest: 5, files })
  expect(first.output).toContain('The engines stay for the next run, for 15 min')
  expect(first.exitCode).toBe(0)
  const kept = (await ourContainers()).map(({ Id }) => Id).sort()
  expect(kept).toHaveLength(2)

  const second = await runVitest({ vitest: 5, files, temporary: first.temporary })
  expect(second.output).toMatch(/OpenSearch 2\.19\.1 was running, client validated/)
  expect(second.output).toMatch(/Gremlin Server 3\.7\.5 was running, client validated/)
  expect(second.exitCode).toBe(0)
  expect((await ourContainers()).map(({ Id }) => Id).sort()).toEqual(kept)

  const status = await runCli(['status'], { TMPDIR: first.temporary })
  for (const id of kept) expect(status.stdout).toContain(`container ${id.slice(0, 12)}`)
  const down = await runCli(['down'], { TMPDIR: first.temporary })
  expect(down.exitCode).toBe(0)
  expect(await ourContainers()).toEqual([])
})

test('a run that is killed leaves no container ten seconds later', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith(`${both} }`, waits),
    reactions: [{ on: 'now', act: ({ signal }) => signal('SIGKILL') }],
  })
  expect(run.signal).toBe('SIGKILL')
  await untilNoneIsOurs(10_000)
})

test('the containers of a daemon that is killed are removed by its own run, which fails', async () => {
  const run = await runVitest({
    vitest: 5,
    files: projectWith(`${both} }`, waits.replace('60_000', '3_000')),
    reactions: [
      {
        on: 'now',
        act: ({ processes }) => {
          for (const pid of processes(/daemon\/server\/main\.js/)) process.kill(pid, 'SIGKILL')
        },
      },
    ],
  })
  expect(run.exitCode).toBe(1)
  expect(await ourContainers()).toEqual([])
})

test('what a killed daemon has left, and its run with it, the next run removes, and says so', async () => {
  const files = projectWith(`${both} }`, waits)
  const killed = await runVitest({
    vitest: 5,
    files,
    reactions: [
      {
        on: 'now',
        act: ({ processes }) => {
          for (const pid of processes(/./)) process.kill(pid, 'SIGKILL')
        },
      },
    ],
  })
  expect(killed.signal).toBe('SIGKILL')
  const left = await ourContainers()
  expect(left).toHaveLength(2)

  const next = await runVitest({
    vitest: 5,
    files: projectWith('{ target: "containers", neptune: true }', "test('t', ({ g }) => g.V().next())"),
  })
  for (const { Names, Image } of left) {
    expect(next.output).toContain(`Removed container ${Names[0]?.slice(1)} (${Image}) of run vaf-`)
  }
  expect(next.exitCode).toBe(0)
  expect(await ourContainers()).toEqual([])
})
