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

/**
 * Where to write a table in Markdown of all messages, to be read as copy:
 * `FAILED_STARTS=table.md npx vitest run --project thorough test/run/failed-starts.thorough.test.ts`.
 */
const table = process.env.FAILED_STARTS
const rows: string[] = []

const before = [...byOptions, ...byIdentity, ...byPermission, ...byGiven]

/** A message without what differs from run to run. */
const lasting = (message: string): string =>
  message
    .replace(/vaf-orders-[a-z2-7]{17,26}/g, 'vaf-orders-UNUSED')
    .replace(/vaf-[a-z2-7]{24,26}/g, 'vaf-UNUSED')
    .replace(/vaf-orders-[a-z0-9]{5}-1/g, 'vaf-orders-RUN-1')
    .replace(/127\.0\.0\.1:\d{4,}/g, '127.0.0.1:PORT')
    .replace(/request [0-9a-f-]{36}/g, 'request ID')
    .replace(/\S+failed-start-\w+/g, 'FOLDER')
    .replace(/(17 min 1 s|16 min 59 s)/, '17 min')

async function check(scenario: FailedStart) {
  const { wrong, code, told, withinMs, isUndone } = scenario
  const { error, afterMs, creations, left, events, secrets } = await failStart(scenario)
  const message = lasting(error.message)
  const after = `${afterMs < 1 ? '0 s' : duration(afterMs)}${isUndone ? ', with the creation' : ''}`
  rows.push(`| ${wrong} | \`${error.code}\` | ${after} | ${message.replaceAll('\n', '<br>')} |`)
  expect(error.code, message).toBe(code)
  for (const fact of told) expect(message).toContain(fact)
  // What is wrong, and what to do.
  expect(message.split('\n').length).toBeGreaterThan(1)
  expect(afterMs).toBeLessThanOrEqual(withinMs)
  if (!isUndone) expect(creations).toEqual([])
  expect(left).toEqual([])
  // As Vitest prints an error: with all its properties.
  const said = `${inspect(error, { depth: 10 })}${JSON.stringify(events)}`
  for (const secret of secrets) expect(said).not.toContain(secret)
  expect(events.some(({ type }) => type === 'cleanup-unproved')).toBe(false)
}

const timeout = { timeout: 30_000 }
test.for(before)('a start on AWS fails before it creates anything when $wrong', timeout, check)
test.for(byCreation)('a start on AWS fails and undoes the creation when $wrong', timeout, check)

test('each failed start has its own title and at least one fact', () => {
  const all = [...before, ...byCreation]
  expect(new Set(all.map(({ wrong }) => wrong)).size).toBe(all.length)
  for (const { told } of all) expect(told).not.toEqual([])
})

afterAll(async () => {
  if (!table) return
  const head = ['| what is wrong | code | told after | what is told |', '|---|---|---|---|']
  await writeFile(table, `${[...head, ...rows].join('\n')}\n`)
})
