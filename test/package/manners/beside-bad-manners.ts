import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runVitest } from '../../support/run-vitest.ts'
import type { Report } from '../behaviours/outcomes.ts'
import { type BadSuiteSize, type BadTest, beginning, drawBadSuite, goodSuite, KILLED } from './bad-suite.ts'

export interface BesideBadManners extends BadSuiteSize {
  readonly seed: number
  /** How many tests the suite has that does nothing wrong. */
  readonly good: number
  /** The folder for temporary files, by which both find the same engines. */
  readonly temporary: string
  readonly timeoutMs: number
}

/**
 * Runs a suite of bad manners beside one that does nothing wrong, on the same engines. The second has to pass; of the
 * first each test has to find nothing that another has left, whoever harms is named, and both clean up.
 */
export async function besideBadManners(run: BesideBadManners): Promise<void> {
  const { seed, good, temporary, timeoutMs } = run
  const suite = drawBadSuite(seed, run)
  const results = 'results.json'
  const args = ['--reporter=default', '--reporter=json', `--outputFile.json=${results}`]
  const [bad, well] = await Promise.all([
    runVitest({ vitest: 5, files: suite.files, args, temporary, timeoutMs }),
    runVitest({ vitest: 5, files: goodSuite(good), temporary, timeoutMs }),
  ])
  expect(well.output).toMatch(proved)
  expect(well.exitCode, well.output).toBe(0)

  const told = JSON.parse(await readFile(join(bad.directory, results), 'utf8')) as Report
  const harmful = suite.tests.filter((test) => test.told && bad.output.includes(beginning(test.title)))
  expect(new Set(harmful.map(({ body }) => body)).size).toBeGreaterThan(3)
  expect(suite.tests.flatMap((test) => wrongWith(test, told, bad.output))).toEqual([])
  expect(bad.output).toContain(KILLED)
  expect(proved.test(bad.output), cleanupIn(bad.output)).toBe(true)
  expect(bad.exitCode).toBe(1)
}

/** What a run says of its cleanup, which comes last. */
const cleanupIn = (output: string) => output.slice(-4_000)

const proved = /✓ cleanup proved in [\d.]+ s, nothing left of:/

/** What a test should have come to, and did not; what it failed by. */
function wrongWith(test: BadTest, { testResults }: Report, output: string): string[] {
  const result = testResults
    .filter(({ name }) => name.endsWith(test.file))
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ title }) => title === test.title)
  const status = test.fails ? 'failed' : 'passed'
  const failures = result?.failureMessages?.map((message) => message.slice(0, 400)) ?? []
  const name = `${test.file} > ${test.title}`
  const began = output.includes(beginning(test.title))
  return [
    ...(result?.status === status ? [] : [`${name}: ${result?.status ?? 'is not there'}. ${failures.join('\n')}`]),
    ...(failures.some((message) => message.includes('findsNothing')) ? [`${name} met something: ${failures[0]}`] : []),
    ...(test.told && began && !output.includes(test.told(name)) ? [`${name}: nothing names it`] : []),
  ]
}
