import { cpSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type TestContext } from 'vitest'
import { type FinishedVitest, runVitest, type VitestRun } from '../../support/run-vitest.ts'
import type { Behaviour, BehaviourProject, Outcome, Target } from './behaviour.ts'

const projects = fileURLToPath(new URL('../../projects/behaviours/', import.meta.url))

/** A target that is there to be used, and the way to look at it from outside. */
export interface TargetAtHand {
  readonly target: Target
  /** What a run needs there: variables, and a machine. */
  readonly run: Pick<VitestRun, 'env' | 'machine'>
  /** What is left there, beside the traces on this machine. */
  readonly left: () => Promise<readonly string[]>
}

/** Runs a project of the suite on that target, notes for the table what became of each behaviour, and expects all of it. */
export async function expectBehaviours(
  project: BehaviourProject,
  { target, run, left }: TargetAtHand,
  { task }: Pick<TestContext, 'task'>,
): Promise<void> {
  const finished = await runVitest({
    vitest: 5,
    files: {},
    prepare: async (directory) => {
      for (const folder of ['shared', project.folder]) {
        cpSync(join(projects, folder), directory, { recursive: true })
      }
    },
    args: ['--reporter=default', '--reporter=json', '--outputFile.json=report.json'],
    ...run,
    env: {
      // Nobody has such a profile; on AWS it would be asked for.
      ...(target !== 'aws' && { AWS_PROFILE: 'of-somebody-else' }),
      AWS_FIXTURES_TARGET: target,
      BEHAVIOURS_LEFT_OUT: JSON.stringify(leftOut(project, target)),
      ...run.env,
    },
  })
  const traces = await finished.leftBehind()
  const ended = { run: finished, target, left: [...Object.values(traces).flat().map(String), ...(await left())] }

  const outcomes = [
    ...ofTests(project, target, finished),
    ...project.endings.map((ending): Outcome => {
      const row = { area: `${project.folder}, at the end`, title: ending.title, target }
      try {
        ending.check(ended)
        return { ...row, outcome: 'passed' }
      } catch (error) {
        return { ...row, outcome: firstLines(String(error)) }
      }
    }),
  ]
  task.meta.behaviours = outcomes
  expect(outcomes, finished.output).toEqual(wanted(project, target))
}

interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

/** What the report of the run says of each test that it has run or left out, in the order of the definition. */
function ofTests(project: BehaviourProject, target: Target, run: FinishedVitest): Outcome[] {
  const report = JSON.parse(readFileSync(join(run.directory, 'report.json'), 'utf8')) as Report
  const seen = report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status, failureMessages = [] }): Outcome => {
      const area = `${project.folder}, ${basename(name, '.test.ts')}`
      // Left out by the project's set-up file, and by nothing else: no test of the suite skips itself.
      const outcome = status === 'skipped' ? 'absent' : status
      const wasToFail = status === 'failed' && project.fails?.includes(title)
      return {
        area,
        title,
        target,
        outcome: wasToFail ? 'failed, as it should' : firstLines([outcome, ...failureMessages].join(': ')),
      }
    }),
  )
  const order = wanted(project, target).map(keyOf)
  return seen.sort((one, other) => order.indexOf(keyOf(one)) - order.indexOf(keyOf(other)))
}

const keyOf = ({ area, title }: Outcome): string => `${area}: ${title}`

/** What has to come of the project on that target: each behaviour passes, or is absent for a reason; nothing else is there. */
function wanted(project: BehaviourProject, target: Target): Outcome[] {
  const rows = (area: string, behaviours: readonly Behaviour[]) =>
    behaviours.map(({ title, absent }): Outcome => {
      return { area: `${project.folder}, ${area}`, title, target, outcome: absent?.[target] ? 'absent' : 'passed' }
    })
  return [
    ...Object.entries(project.tests).flatMap(([file, behaviours]) => rows(file, behaviours)),
    ...(project.fails ?? []).map((title): Outcome => {
      return { area: `${project.folder}, ${project.folder}`, title, target, outcome: 'failed, as it should' }
    }),
    ...rows('at the end', project.endings),
  ]
}

const leftOut = (project: BehaviourProject, target: Target): string[] =>
  Object.values(project.tests)
    .flat()
    .flatMap(({ title, absent }) => (absent?.[target] ? [title] : []))

const firstLines = (text: string): string => text.split('\n').slice(0, 3).join(' ').slice(0, 400)
