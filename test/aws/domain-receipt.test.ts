import { expect } from 'vitest'
import { consoleReporter } from '../../src/report/console.ts'
import type { RunEvent } from '../../src/report/events.ts'
import * as messages from '../../src/report/messages.ts'
import { receipt } from '../../src/report/receipt.ts'
import { ID, MINUTE, patience, SECOND, test } from './domain-scenario.ts'

/** A dollar a minute, so that the receipt shows the minutes. */
const cost = { perHourUsd: 60, by: 'at the prices of a list' }

test(
  'the receipt counts from before the request that creates a domain until a poll finds it gone',
  patience,
  async ({ simulate }) => {
    const { make, cleanup, clock, aws } = await simulate({ createMs: 3 * MINUTE, deleteMs: MINUTE })
    const costs = receipt(clock)
    const at = new Map<string, number>()
    const report = (event: RunEvent) => {
      costs.note(event)
      at.set(event.type, clock.now())
    }
    await make({}, { report, cost })
    await cleanup.run()
    const upMs = at.get('resource-deleted')! - at.get('resource-asked')!
    const [creation] = aws.calls.filter(({ operation }) => operation === 'CreateDomain')
    const lastLook = aws.calls.at(-1)!
    expect(at.get('resource-asked')).toBeLessThanOrEqual(creation!.at)
    expect(at.get('resource-deleted')).toBeGreaterThanOrEqual(lastLook.at)
    expect(upMs).toBeGreaterThan(4 * MINUTE)
    expect(costs.lines).toEqual([
      messages.receipt([], undefined)[0],
      expect.stringMatching(
        new RegExp(`^- OpenSearch domain ${ID}: \\d+ min( \\d+ s)?, about \\$${(upMs / MINUTE).toFixed(2)}$`),
      ),
    ])
  },
)

test('the price of an hour is printed before the domain is requested', patience, async ({ simulate }) => {
  const { make, cleanup, clock, aws } = await simulate({ createMs: SECOND, deleteMs: SECOND })
  const lines: string[] = []
  const report = consoleReporter({ print: (line) => lines.push(line), color: false, clock, terminal: false })
  let toldBefore: readonly string[] = []
  aws.before('CreateDomain', () => {
    toldBefore = [...lines]
  })
  await make({}, { report, cost })
  await cleanup.run()
  expect(toldBefore).toEqual([` aws-fixtures  ${messages.resourceRequested(`OpenSearch domain ${ID}`, cost)}`])
})

test('a creation that is interrupted is on the receipt until the domain is deleted', patience, async ({ simulate }) => {
  const { make, cleanup, clock, abort } = await simulate({ createMs: 2 * MINUTE, deleteMs: MINUTE })
  const costs = receipt(clock)
  const report = (event: RunEvent) => {
    costs.note(event)
    if (event.type === 'resource-state') abort.abort(new Error('Interrupted by SIGINT.'))
  }
  await expect(make({}, { report, cost })).rejects.toThrow('Interrupted by SIGINT.')
  expect(costs.lines[1]).toMatch(/ may still exist .* about \$60\.00 an hour$/)
  await cleanup.run()
  expect(costs.lines[1]).toMatch(/^- OpenSearch domain \S+: \d+ min( \d+ s)?, about \$\d+\.\d\d$/)
})
