import { basename } from 'node:path'
import type { Behaviour, BehaviourProject, EndedRun, Ending, Outcome, Target } from './behaviour.ts'

/** What we read of the report that Vitest writes as JSON. */
export interface Report {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages?: readonly string[]
    }[]
  }[]
}

const FAILED = 'failed, as it should'

/** What has to come of the project on that target: each behaviour passes, or is absent for a reason; nothing else is there. */
export function wantedOutcomes({ folder, tests, fails = [], endings }: BehaviourProject, target: Target): Outcome[] {
  return [
    ...Object.entries(tests).flatMap(([file, behaviours]) =>
      behaviours.map(({ title, absent }): Outcome => {
        const reason = absent?.[target]
        const row = { area: `${folder}, ${file}`, title, target }
        return reason ? { ...row, outcome: 'absent', reason } : { ...row, outcome: 'passed' }
      }),
    ),
    ...fails.map((title) => ({ area: `${folder}, ${folder}`, title, target, outcome: FAILED })),
    ...endings.map(({ title }) => ({ ...atTheEnd(folder, target), title, outcome: 'passed' })),
  ]
}

/** What the report says of each test, in the order of the definition; a test that is in none comes first. */
export function testOutcomes(project: BehaviourProject, target: Target, { testResults }: Report): Outcome[] {
  const { folder, tests, fails } = project
  const outcomes = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults.map(({ title, status, failureMessages = [] }): Outcome => {
      const file = basename(name, '.test.ts')
      const row = { area: `${folder}, ${file}`, title, target }
      const reason = tests[file]?.find((behaviour) => behaviour.title === title)?.absent?.[target]
      if (status === 'skipped' && reason) return { ...row, outcome: 'absent', reason }
      if (status === 'failed' && fails?.includes(title)) return { ...row, outcome: FAILED }
      return { ...row, outcome: short([status, ...failureMessages].join(': ')) }
    }),
  )
  const places = wantedOutcomes(project, target).map(({ area, title }) => `${area}: ${title}`)
  const placeOf = ({ area, title }: Outcome) => places.indexOf(`${area}: ${title}`)
  return outcomes.sort((one, other) => placeOf(one) - placeOf(other))
}

/** What shows at the end of the run. */
export function endingOutcomes({ folder, endings }: BehaviourProject, ended: EndedRun): Outcome[] {
  return endings.map((ending) => ({
    ...atTheEnd(folder, ended.target),
    title: ending.title,
    outcome: outcomeOf(ending, ended),
  }))
}

/** Titles of what is absent on that target. */
export function absentTitles({ tests }: BehaviourProject, target: Target): string[] {
  const isAbsent = ({ absent }: Behaviour) => absent?.[target] !== undefined
  return Object.values(tests)
    .flat()
    .filter(isAbsent)
    .map(({ title }) => title)
}

function outcomeOf({ check }: Ending, ended: EndedRun): string {
  try {
    check(ended)
    return 'passed'
  } catch (error) {
    // The assertion that does not hold goes into the table, and with it against what is wanted.
    return short(`failed: ${error}`)
  }
}

const atTheEnd = (folder: string, target: Target) => ({ area: `${folder}, at the end`, target })
const short = (text: string): string => text.split('\n').slice(0, 3).join(' ').slice(0, 400)
