import { writeFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { duration } from '../../src/base/duration.ts'
import { byCreation } from './failed-starts/by-creation.ts'
import { byGiven } from './failed-starts/by-given.ts'
import { byIdentity } from './failed-starts/by-identity.ts'
import { byOptions } from './failed-starts/by-options.ts'
import { byPermission } from './failed-starts/by-permission.ts'
import { failStart } from './failed-starts/fail-start.ts'
import type { FailedStart } from './failed-starts/failed-start.ts'
import { creation } from './failed-starts/messages/creation.ts'
import { given } from './failed-starts/messages/given.ts'
import { identity } from './failed-starts/messages/identity.ts'
import { options } from './failed-starts/messages/options.ts'
import { permission } from './failed-starts/messages/permission.ts'

/** Where to write all of it as a table in Markdown: `FAILED_STARTS=table.md npx vitest run --project unit failed-starts`. */
const table = process.env.FAILED_STARTS
const rows: string[] = []

const messages = { ...options, ...identity, ...permission, ...given, ...creation }
const before = [...byOptions, ...byIdentity, ...byPermission, ...byGiven]

/** A message without what differs from run to run. */
const lasting = (message: string): readonly string[] =>
  message
    .replace(/vaf-orders-[a-z2-7]{17,26}/g, 'vaf-orders-UNUSED')
    .replace(/vaf-[a-z2-7]{24,26}/g, 'vaf-UNUSED')
    .replace(/vaf-orders-[a-z0-9]{5}-1/g, 'vaf-orders-RUN-1')
    .replace(/127\.0\.0\.1:\d{4,}/g, '127.0.0.1:PORT')
    .replace(/request [0-9a-f-]{36}/g, 'request ID')
    .replace(/\S+failed-start-\w+/g, 'FOLDER')
    .replace(/within \d+\.\d s/g, 'within N s')
    .replace(/\d+ polls/g, 'N polls')
    .replace(/ x\d+/g, ' xN')
    .replace(/clock is (17 min 1 s|16 min 59 s)/, 'clock is 17 min')
    .split('\n')

async function check(scenario: FailedStart) {
  const { title, code, withinMs, isUndone } = scenario
  const { error, afterMs, creations, left, events, secrets } = await failStart(scenario)
  const lines = lasting(error.message)
  const [first, ...others] = messages[title] ?? []
  const after = `${afterMs < 1 ? '0 s' : duration(afterMs)}${isUndone ? ', with the creation' : ''}`
  // The issues are what tells these apart.
  const told = lines[0]?.startsWith('The options of awsFixtures()') ? lines[1]?.replace(/^- /, '') : lines[0]
  rows.push(`| ${title} | \`${error.code}\` | ${after} | ${told} |`)
  expect({ code: error.code, first: lines[0] }).toEqual({ code, first })
  expect(lines.slice(1)).toEqual(expect.arrayContaining(others))
  expect(afterMs).toBeLessThanOrEqual(withinMs)
  if (!isUndone) expect(creations).toEqual([])
  expect(left).toEqual([])
  // As Vitest prints an error: with all that hangs on it.
  const said = `${inspect(error, { depth: 10 })}${JSON.stringify(events)}`
  for (const secret of secrets) expect(said).not.toContain(secret)
  expect(events.some(({ type }) => type === 'cleanup-unproved')).toBe(false)
}

const timeout = { timeout: 30_000 }
test.for(before)('$title: told before anything is created', timeout, check)
test.for(byCreation)('$title: told with the creation, and undone', timeout, check)

test('each scenario has a name of its own, its message, and a line that says what to do', () => {
  const titles = [...before, ...byCreation].map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
  expect(Object.keys(messages).sort()).toEqual([...titles].sort())
  for (const lines of Object.values(messages)) expect(lines.length).toBeGreaterThan(1)
})

afterAll(async () => {
  if (!table) return
  const head = ['| what is wrong | code | told after | what is told |', '|---|---|---|---|']
  await writeFile(table, `${[...head, ...rows].join('\n')}\n`)
})
