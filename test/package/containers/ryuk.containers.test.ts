import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runCli } from '../../cli/run-cli.ts'
import { obtainRyuk, type RyukImage } from '../../support/docker/ryuk-image.ts'
import {
  baitContainer,
  docker,
  type Listed,
  ourContainers,
  ryukContainers,
  untilNoneIsOurs,
  untilNoRyukRuns,
} from '../../support/docker-containers.ts'
import { projectWith, usesGraph } from '../../support/project-with.ts'
import { runVitest, type VitestReaction } from '../../support/run-vitest.ts'

const SESSION = 'org.testcontainers.session-id'
const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/
const namesOfTestcontainers = /ryuk|reaper|testcontainers/i

let ryuk: RyukImage
beforeAll(async () => {
  ryuk = await obtainRyuk()
})
afterAll(() => ryuk.remove())

// A run may be given one that is there.
beforeEach(untilNoRyukRuns)

interface Given {
  readonly options?: string
  readonly body?: string
  readonly onNow?: VitestReaction['act']
  readonly temporary?: string
}

/** A run with a Ryuk that waits a second for others when the last who used it has gone, not ten as by default. */
const runWithRyuk = ({ options = '', body = '', onNow, temporary }: Given) =>
  runVitest({
    vitest: 5,
    files: projectWith(`{ target: "containers", neptune: true${options} }`, `${usesGraph}\n${body}`),
    env: {
      TESTCONTAINERS_RYUK_DISABLED: undefined,
      TESTCONTAINERS_RYUK_RECONNECTION_TIMEOUT: '1s',
      RYUK_CONTAINER_IMAGE: ryuk.name,
    },
    ...(onNow && { reactions: [{ on: 'now', act: onNow }] }),
    ...(temporary && { temporary }),
  })

const saysNow = "test('says so', () => console.log('now'))"

test('a run has Ryuk watch its containers, removes them itself, and says nothing of it', async () => {
  let ours: Listed[] = []
  let ryuks: Listed[] = []
  const run = await runWithRyuk({
    body: saysNow,
    onNow: async () => {
      ours = await ourContainers()
      ryuks = await ryukContainers()
    },
  })
  expect(run.output).toMatch(proved)
  expect(run.output).not.toMatch(namesOfTestcontainers)
  expect(run.exitCode).toBe(0)
  expect(await ourContainers()).toEqual([])

  expect(ryuks.map(({ Image }) => Image)).toEqual([ryuk.name])
  const session = ryuks[0]?.Labels[SESSION]
  expect(session).toMatch(/./)
  expect(ours.map(({ Image, Labels }) => [Image, Labels[SESSION]])).toEqual([
    ['tinkerpop/gremlin-server:3.7.5', session],
  ])
})

test('a run whose Ryuk somebody removes goes on as if nothing were, and leaves no container', async () => {
  let removed = 0
  const run = await runWithRyuk({
    body: `${saysNow}\n${usesGraph.replace('uses', 'still uses')}`,
    onNow: async () => {
      for (const { Id } of await ryukContainers()) {
        await (await docker()).getContainer(Id).remove({ force: true })
        removed += 1
      }
    },
  })
  expect(removed).toBe(1)
  expect(run.output).toContain('3 passed')
  expect(run.output).toMatch(proved)
  expect(run.output).not.toMatch(namesOfTestcontainers)
  expect(run.exitCode).toBe(0)
  expect(await ourContainers()).toEqual([])
})

test('Ryuk removes the containers of a run that is killed with its daemon, and no other', async () => {
  const baits = await Promise.all([
    baitContainer({ 'org.testcontainers': 'true' }),
    baitContainer({ 'org.testcontainers': 'true', [SESSION]: 'of-somebody-else' }),
    baitContainer({ 'vitest-aws-fixtures.run': 'vaf-00000' }),
  ])
  let left: Listed[] = []
  const run = await runWithRyuk({
    body: `test('waits', async () => {
      console.log('now')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    }, 90_000)`,
    onNow: async ({ processes }) => {
      for (const pid of processes(/./)) process.kill(pid, 'SIGKILL')
      left = await ourContainers()
    },
  })
  expect(run.signal).toBe('SIGKILL')
  expect(left).toHaveLength(1)
  await untilNoneIsOurs(20_000)
  await untilNoRyukRuns()
  expect(await Promise.all(baits.map((isRunning) => isRunning()))).toEqual([true, true, true])
})

test('Ryuk leaves containers that stay between runs alone, for as long as their daemon is there', async () => {
  const first = await runWithRyuk({ options: ', reuse: true' })
  expect(first.exitCode).toBe(0)
  const kept = (await ourContainers()).map(({ Id }) => Id)
  expect(kept).toHaveLength(1)

  // Which takes longer than Ryuk would wait for.
  const second = await runWithRyuk({ options: ', reuse: true', temporary: first.temporary })
  expect(second.output).toMatch(/Gremlin Server 3\.7\.5 was running, client validated/)
  expect(second.exitCode).toBe(0)
  expect((await ourContainers()).map(({ Id }) => Id)).toEqual(kept)
  expect((await ryukContainers()).map(({ Image }) => Image)).toEqual([ryuk.name])

  const down = await runCli(['down'], { TMPDIR: first.temporary })
  expect(down.exitCode).toBe(0)
  expect(await ourContainers()).toEqual([])
})
