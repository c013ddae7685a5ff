import { readFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, type TestContext } from 'vitest'
import { runVitest, type VitestRun } from '../../support/run-vitest.ts'
import type { BehaviourProject, Target } from './behaviour.ts'
import { absentTitles, endingOutcomes, type Report, testOutcomes, wantedOutcomes } from './outcomes.ts'

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
  { target, run: needs, left }: TargetAtHand,
  { task }: Pick<TestContext, 'task'>,
): Promise<void> {
  const run = await runVitest({
    vitest: 5,
    files: {},
    prepare: async (directory) => {
      for (const folder of ['shared', project.folder]) await cp(join(projects, folder), directory, { recursive: true })
    },
    args: ['--reporter=default', '--reporter=json', '--outputFile.json=report.json'],
    ...needs,
    env: {
      // Nobody has such a profile; on AWS the run itself would ask for it.
      ...(target !== 'aws' && { AWS_PROFILE: 'of-somebody-else' }),
      AWS_FIXTURES_TARGET: target,
      BEHAVIOURS_LEFT_OUT: JSON.stringify(absentTitles(project, target)),
      ...needs.env,
    },
  })
  const traces = Object.values(await run.leftBehind()).flat()
  const ended = { run, target, left: [...traces.map(String), ...(await left())] }
  const report = JSON.parse(readFileSync(join(run.directory, 'report.json'), 'utf8')) as Report
  const outcomes = [...testOutcomes(project, target, report), ...endingOutcomes(project, ended)]
  task.meta.behaviours = outcomes
  expect(outcomes, run.output).toEqual(wantedOutcomes(project, target))
}
