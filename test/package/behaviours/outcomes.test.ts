import { expect, test } from 'vitest'
import type { FinishedVitest } from '../../support/run-vitest.ts'
import type { BehaviourProject } from './behaviour.ts'
import { endsWith, leavesNothing, provesCleanup, tells } from './endings.ts'
import { endingOutcomes, type Report, testOutcomes, wantedOutcomes } from './outcomes.ts'

const reason = 'A cluster has one graph.'
const project: BehaviourProject = {
  folder: 'exclusive',
  tests: { graph: [{ title: 'one' }, { title: 'two', absent: { aws: reason } }] },
  fails: ['fails'],
  endings: [],
}
const good = { one: 'passed', two: 'passed', fails: 'failed' }

/** A report of file graph, and of file exclusive with the test that is to fail. */
function reportOf(statuses: Readonly<Record<string, string>>): Report {
  const all = Object.entries(statuses).map(([title, status]) => ({ title, status }))
  return {
    testResults: [
      { name: '/p/graph.test.ts', assertionResults: all.filter(({ title }) => title !== 'fails') },
      { name: '/p/exclusive.test.ts', assertionResults: all.filter(({ title }) => title === 'fails') },
    ],
  }
}

test('what passes, or is left out for its reason, is what is wanted, in whatever order it was run', () => {
  const { fails, two, one } = good
  expect(testOutcomes(project, 'local', reportOf({ fails, two, one }))).toEqual(wantedOutcomes(project, 'local'))
  expect(testOutcomes(project, 'aws', reportOf({ ...good, two: 'skipped' }))).toEqual(wantedOutcomes(project, 'aws'))
})

test.for([
  ['that fails', 'local', { ...good, one: 'failed' }],
  ['that is skipped without a reason', 'local', { ...good, two: 'skipped' }],
  ['that is run where it cannot be', 'aws', good],
  ['that is missing', 'local', { one: 'passed', fails: 'failed' }],
  ['that is not in the definition', 'local', { ...good, three: 'passed' }],
  ['that is to fail, and passes', 'local', { ...good, fails: 'passed' }],
] as const)('a test %s is not what is wanted', ([, target, statuses]) => {
  expect(testOutcomes(project, target, reportOf(statuses))).not.toEqual(wantedOutcomes(project, target))
})

test('what does not show at the end of a run is told in its place', () => {
  const endings = [endsWith(0, 'ends 0'), provesCleanup, tells('tells', 'index stray'), leavesNothing]
  const run = { exitCode: 1, signal: null, output: '', stderr: 'another index' } as FinishedVitest
  const seen = endingOutcomes({ ...project, endings }, { run, target: 'local', left: ['4711 java'] })
  expect(seen.map(({ outcome }) => outcome)).toEqual([
    expect.stringContaining('failed: AssertionError: expected { exitCode: 1'),
    expect.stringContaining('failed: AssertionError: expected'),
    expect.stringContaining("expected 'another index' to contain 'index stray'"),
    expect.stringContaining("expected '4711 java' to be ''"),
  ])
})
