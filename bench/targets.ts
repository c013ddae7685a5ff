import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultCacheDirectory } from '../src/cache/cache-directory.ts'
import { dockerForTests } from '../test/support/docker/docker-for-tests.ts'
import { removeContainers, TEST_LABEL } from '../test/support/docker/remove-containers.ts'
import { StartProject } from './support/start-project.ts'
import { targetProjects } from './support/targets-projects.ts'
import { report, type SuiteTimes, type Taken, type Way, ways } from './support/targets-report.ts'

/** How often each is run; the first argument after the name says otherwise. */
const ROUNDS = 3

/**
 * A suite of 100 small tests, cold and warm, on the targets of this machine and on testcontainers used by hand, whose
 * times are the baseline. Each round runs all of them once, and begins with another one.
 */
export async function bench(): Promise<void> {
  const rounds = Number(process.argv[3] ?? ROUNDS)
  const docker = await dockerForTests()
  Object.assign(process.env, docker.env)
  try {
    const filled = process.env.AWS_FIXTURES_CACHE ?? defaultCacheDirectory()
    const files = targetProjects(TEST_LABEL)
    const project = await StartProject.make(filled, { files, packages: ['@testcontainers/opensearch'] })
    try {
      await once(project)
      const taken: Taken = { cold: [], warm: [] }
      for (let round = 0; round < rounds; round++) {
        for (let turn = 0; turn < ways.length; turn++) {
          const way = ways[(round + turn) % ways.length]!
          taken.cold.push({ way, ...(await suite(project, way, 'no')) })
          await suite(project, way, 'yes')
          taken.warm.push({ way, ...(await suite(project, way, 'yes')) })
          await endReused(project)
        }
      }
      console.log(report(taken, { rounds, testcontainers: await testcontainersOf(project) }))
    } finally {
      await project.down()
      await project.remove()
    }
  } finally {
    // Also removes what was reused by hand.
    await docker.end()
  }
}

/** Not timed: what is done once on a machine, such as the archives of classes. */
async function once(project: StartProject): Promise<void> {
  await suite(project, 'local', 'yes')
  await project.settle()
  await endReused(project)
}

async function testcontainersOf({ workspace }: StartProject): Promise<string> {
  const text = await readFile(join(workspace, 'node_modules/testcontainers/package.json'), 'utf8')
  const ryuk = process.env.TESTCONTAINERS_RYUK_DISABLED === 'true' ? 'without' : 'with'
  return `testcontainers ${(JSON.parse(text) as { version: string }).version} ${ryuk} Ryuk`
}

async function endReused(project: StartProject): Promise<void> {
  await project.down()
  await removeContainers()
}

async function suite(project: StartProject, way: Way, reuse: 'yes' | 'no'): Promise<SuiteTimes> {
  const file = join(project.root, 'times.json')
  const startedAt = Date.now()
  const { tookMs } = await project.run(way, {
    args: ['--reporter=default', '--reporter=./times.mjs'],
    env: { BENCH_REUSE: reuse, BENCH_TIMES: file },
  })
  const tests = JSON.parse(await readFile(file, 'utf8')) as readonly { readonly from: number; readonly to: number }[]
  await rm(file)
  if (tests.length !== 100) throw new Error(`The suite of '${way}' has ${tests.length} tests, not 100.`)
  const ends = tests.map(({ to }) => to)
  return {
    firstTest: Math.min(...ends) - startedAt,
    tests: Math.max(...ends) - Math.min(...tests.map(({ from }) => from)),
    whole: tookMs,
  }
}
